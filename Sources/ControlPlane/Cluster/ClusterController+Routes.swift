//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
import Logging
import Model
import Routing

extension ClusterController {
    /// Makes the route table of what is there now and, if it differs, has it sent to every node.
    func publishRoutes() {
        let services = routedServices()
        publishProxyServices(services)
        // Most reports are of nothing that routes are made of.
        let source = RouteSource(services: services, domain: record.domain)
        guard source != routeSource else { return }
        routeSource = source
        let (table, conflicts) = RouteTable.make(
            revision: routeTable.revision,
            services: services,
            domain: record.domain
        )
        routeConflicts = conflicts
        guard table != routeTable else { return }
        routeTable = table
        // Growing over the server's restarts as well, for routers never go back.
        routeTable.revision = max(routeTable.revision + 1, now.nanoseconds / 1_000_000)
        noteEntrances()
        for node in nodes.values { node.routeSignal?.yield() }
    }

    private func noteEntrances() {
        let servers = routeTable.backends.lazy.flatMap(\.servers).map { ContainerID($0.name) }
        routeEntrances = entrances(of: servers, revision: routeTable.revision, before: routeEntrances)
    }

    /// When each container of a table came in, which those that were there keep.
    func entrances(
        of containers: some Sequence<ContainerID>,
        revision: Int64,
        before: [ContainerID: RouteEntrance]
    ) -> [ContainerID: RouteEntrance] {
        let entrance = RouteEntrance(revision: revision, deadline: now + settings.routeAcknowledgement)
        return Dictionary(
            containers.map { ($0, before[$0] ?? entrance) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The nodes that don't send visitors to a container yet although they should, by name.
    ///
    /// A node that takes longer than the settings allow is not waited for: its router may be what is broken.
    func nodesWithoutRoute(to container: ContainerID) -> [String] {
        let entrance = routeEntrances[container].flatMap { now < $0.deadline ? $0 : nil }
        let proxyEntrance = proxyEntrances[container].flatMap { now < $0.deadline ? $0 : nil }
        guard entrance != nil || proxyEntrance != nil else { return [] }
        return nodes.values
            .filter { node in
                let lacksRoute = entrance.map { node.acknowledgedRoutes < $0.revision } ?? false
                let lacksService =
                    proxyEntrance.map { node.hasProxy && node.acknowledgedProxies < $0.revision } ?? false
                return node.condition == .ready && (lacksRoute || lacksService)
            }
            .map(\.record.name)
            .sorted()
    }

    private func routedServices() -> [RoutedService] {
        var containers: [ApplicationID: [ServiceName: [RoutedContainer]]] = [:]
        for node in nodes.values where node.lost == nil {
            for status in node.containers.values {
                guard let application = status.applicationID, let slot = status.slot else { continue }
                containers[application, default: [:]][slot.service, default: []].append(
                    RoutedContainer(
                        status: status,
                        isDraining: draining.contains(status.id),
                        isReachable: node.connection != nil
                    )
                )
            }
        }
        return applications.values.flatMap { application in
            application.record.presentServices.filter { !$0.routes.isEmpty || $0.wantsProxy }.map { spec in
                RoutedService(
                    application: application.record.name,
                    spec: spec,
                    containers: containers[application.record.id]?[spec.name] ?? [],
                    share: application.record.routeShare(of: spec.name)
                )
            }
        }
    }

    /// Sends each new table to a node, the newest only when several wait, until cancelled.
    func sendRoutes(_ connection: any NodeConnection, session: Int) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        guard nodes[connection.node]?.session == session else { return }
        nodes[connection.node]?.routeSignal = signal
        signal.yield()
        var attempts = 0
        for await _ in signals {
            while !Task.isCancelled {
                guard let node = nodes[connection.node], node.session == session else { return }
                let table = routeTable
                guard table.revision > node.acknowledgedRoutes else { break }
                do {
                    let problem = try await send(table, over: connection)
                    guard nodes[connection.node]?.session == session else { return }
                    nodes[connection.node]?.acknowledgedRoutes = table.revision
                    await note(
                        problem,
                        of: connection.node,
                        in: \.routeProblem,
                        as: "route.refused",
                        about: services(in: problem)
                    )
                    routeAcknowledgements.send()
                    attempts = 0
                } catch {
                    attempts += 1
                    logger.warning(
                        "route table not taken",
                        metadata: ["node": "\(node.record.name)", "error": "\(error)"]
                    )
                    try? await Task.sleep(for: RetryDelay.after(attempts: attempts))
                }
            }
        }
    }

    /// The services that routers name in what they refuse.
    private func services(in problem: String) -> [EventLog.Subject] {
        guard !problem.isEmpty else { return [] }
        return applications.values.flatMap { application in
            application.record.presentServices.compactMap { service in
                let name = "\(application.record.name)_\(service.name)"
                let names = [name] + service.routes.map { "\(name)_\($0.containerPort)_servers" }
                guard names.contains(where: { problem.contains(" \($0): ") }) else { return nil }
                return .init(project: application.record.name.rawValue, service: service.name.rawValue)
            }
        }
    }

    /// Returns what the node's router has refused of it.
    private func send(_ table: RouteTable, over connection: any NodeConnection) async throws -> String {
        let response = try await connection.send(NodeRequest("PUT", AgentPaths.routes, json: table))
        let body = try await response.collect(upTo: 1 << 20)
        switch response.status {
        case 202:
            let text = String(decoding: body, as: UTF8.self)
            return text.contains("refused") ? text : ""
        case 200..<300:
            return ""
        case 409:
            // The node has a newer table, of a server whose clock was ahead: continue after it.
            routeTable.revision = max(routeTable.revision, Int64(String(decoding: body, as: UTF8.self)) ?? 0) + 1
            throw ControlPlaneError(.conflict, "the node has a newer route table")
        default:
            throw ControlPlaneError(.unavailable, "\(response.status): \(String(decoding: body, as: UTF8.self))")
        }
    }

    /// Takes a container out of the routes of every node and waits for the requests under way to it.
    ///
    /// Returns when every connected node has said so, or when the time limits of the settings are over.
    func drain(_ container: ContainerID) async {
        draining.insert(container)
        publishRoutes()
        let revision = routeTable.revision
        await waitForRoutes(revision)
        let drain = DrainRequest(servers: [container.rawValue], timeoutSeconds: settings.drainSeconds)
        guard let request = try? NodeRequest("POST", AgentPaths.drain, json: drain) else { return }
        await withTaskGroup(of: Void.self) { group in
            for node in nodes.values {
                guard let connection = node.connection else { continue }
                group.addTask {
                    // A node that can't answer has no say in it: its requests can't be waited for.
                    _ = try? await connection.send(request).collect(upTo: 4_096)
                }
            }
        }
    }

    /// Waits until every connected node's routers and proxies have the present table, or the time limit of the settings is over.
    func waitForRoutes() async { await waitForRoutes(routeTable.revision) }

    private func waitForRoutes(_ revision: Int64) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForAcknowledgement(of: revision) }
            group.addTask { try? await Task.sleep(for: self.settings.routeAcknowledgement) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForAcknowledgement(of revision: Int64) async {
        let acknowledgements = routeAcknowledgements.subscribe()
        let services = proxyTable.revision
        func isAcknowledged() -> Bool {
            nodes.values.allSatisfy { node in
                node.connection == nil
                    || node.acknowledgedRoutes >= revision
                        && (!node.hasProxy || node.acknowledgedProxies >= services)
            }
        }
        if isAcknowledged() { return }
        for await _ in acknowledgements where isAcknowledged() { return }
    }
}

/// What a route table was made of.
struct RouteSource: Hashable, Sendable {
    var services: [RoutedService]
    var domain: String
}

/// When a container came into the route table.
struct RouteEntrance: Sendable {
    /// The first table that has it.
    var revision: Int64
    /// Until when nodes that don't have this table are waited for.
    var deadline: Timestamp
}
