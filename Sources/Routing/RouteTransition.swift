//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How a running HAProxy gets from one route table to the next.
package enum RouteTransition: Hashable, Sendable {
    /// It is there already.
    case none
    /// By run-time commands, in this order.
    case commands([RuntimeCommand])
    /// By a new configuration: there is a new backend, one that became sticky or ceased to be, one whose cookies are
    /// for other paths now or that has other settings, another certificate, the first rule with a path or none any more,
    /// or all rules lead to one backend and did not, or the other way round.
    case reload

    /// Finds the cheapest way that loses no request.
    ///
    /// What requests shall go to is there before rules lead to it, and what they shall leave goes last.
    ///
    /// - Parameters:
    ///   - old: What HAProxy has, a valid table.
    ///   - new: What it shall have, a valid table.
    /// - Returns: The way.
    package static func plan(from old: RouteTable, to new: RouteTable) -> RouteTransition {
        let oldBackends = Dictionary(old.backends.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        // Most changes are of servers; only rules change the map and the cookies' paths.
        let hasOtherRules = old.rules != new.rules
        if hasOtherRules {
            // The configuration has these itself.
            if old.hasPaths != new.hasPaths || old.onlyRules != new.onlyRules { return .reload }
            if haveOtherCookies(old, new) { return .reload }
        }
        if old.certificates != new.certificates { return .reload }
        var arrivals: [RuntimeCommand] = []
        var departures: [RuntimeCommand] = []
        for backend in new.backends {
            guard let before = oldBackends[backend.name], before.isSticky == backend.isSticky,
                before.settings == backend.settings
            else { return .reload }
            guard before.servers != backend.servers else { continue }
            compare(before.servers, backend.servers, in: backend.name, &arrivals, &departures)
        }
        let remaining = Set(new.backends.lazy.map(\.name))
        for backend in old.backends where !remaining.contains(backend.name) {
            // A backend can't be removed at run time, but does no harm without servers and rules.
            compare(backend.servers, [], in: backend.name, &arrivals, &departures)
        }
        let changes = hasOtherRules ? changes(of: HAProxyMap.entries(old), to: HAProxyMap.entries(new)) : []
        let commands = arrivals + changes + departures
        return commands.isEmpty ? .none : .commands(commands)
    }

    /// What HAProxy has after it got to a table by commands.
    ///
    /// - Parameters:
    ///   - new: The table.
    ///   - old: What it had before.
    ///   - busy: The commands to delete a server that it answered with `busy`.
    /// - Returns: The table with what could not be removed yet: backends, and servers that take no request any more.
    package static func result(of new: RouteTable, after old: RouteTable, busy: Set<RuntimeCommand>) -> RouteTable {
        var result = new
        let positions = Dictionary(
            new.backends.enumerated().map { ($0.element.name, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        for backend in old.backends {
            let kept = backend.servers.filter { busy.contains(.deleteServer(backend: backend.name, server: $0.name)) }
                .map { server in
                    var server = server
                    server.isDraining = true
                    return server
                }
            if let position = positions[backend.name] {
                guard !kept.isEmpty else { continue }
                result.backends[position].servers = (result.backends[position].servers + kept)
                    .sorted { $0.name < $1.name }
            } else {
                var backend = backend
                backend.servers = kept
                result.backends.append(backend)
            }
        }
        result.backends.sort { $0.name < $1.name }
        return result
    }

    /// Whether the cookies of a backend that both tables have are for other paths now.
    private static func haveOtherCookies(_ old: RouteTable, _ new: RouteTable) -> Bool {
        let before = old.cookiePaths
        return new.cookiePaths.contains { backend, paths in before[backend].map { $0 != paths } ?? false }
    }

    private static func compare(
        _ old: [RouteServer],
        _ new: [RouteServer],
        in backend: String,
        _ arrivals: inout [RuntimeCommand],
        _ departures: inout [RuntimeCommand]
    ) {
        let before = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for server in new {
            guard let known = before[server.name] else {
                // It starts disabled.
                arrivals.append(.addServer(backend: backend, server))
                arrivals.append(.enableChecks(backend: backend, server: server.name))
                if !server.isDraining { arrivals.append(.enableServer(backend: backend, server: server.name)) }
                continue
            }
            if (known.address, known.port) != (server.address, server.port) {
                arrivals.append(.setAddress(backend: backend, server))
            }
            let weight = server.weight ?? 1
            if known.weight ?? 1 != weight {
                arrivals.append(.setWeight(backend: backend, server: server.name, weight))
            }
            switch (known.isDraining, server.isDraining) {
            case (true, false): arrivals.append(.enableServer(backend: backend, server: server.name))
            case (false, true): departures.append(.disableServer(backend: backend, server: server.name))
            default: break
            }
        }
        let remaining = Set(new.lazy.map(\.name))
        for server in old where !remaining.contains(server.name) {
            if !server.isDraining { departures.append(.disableServer(backend: backend, server: server.name)) }
            departures.append(.deleteServer(backend: backend, server: server.name))
        }
    }

    private static func changes(
        of old: [(key: String, value: String)],
        to new: [(key: String, value: String)]
    ) -> [RuntimeCommand] {
        var left = Dictionary(old, uniquingKeysWith: { first, _ in first })
        var commands: [RuntimeCommand] = []
        for (key, value) in new {
            switch left.removeValue(forKey: key) {
            case nil: commands.append(.addRule(key: key, value: value))
            case value: break
            default: commands.append(.setRule(key: key, value: value))
            }
        }
        return commands + left.keys.sorted().map { .deleteRule(key: $0) }
    }
}
