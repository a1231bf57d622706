//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The statistics of a cluster's routers, put together.
package struct RouteTraffic: Hashable, Sendable {
    package struct Server: Hashable, Sendable {
        package var counts = TrafficCounts()
        package var weight = 0
        /// How many routers send requests to it.
        package var upCount = 0
        /// The nodes whose router finds that it is down.
        package var downOn: [String] = []

        /// Whether it gets requests: from some router at least.
        package var health: RouterStatistics.Health {
            if upCount > 0 { return .up }
            return downOn.isEmpty ? .disabled : .down
        }
    }

    /// What went through one node.
    package struct Part: Hashable, Sendable {
        package var node: String
        package var counts: TrafficCounts
        /// The servers that the node's router finds down.
        package var down: [String]

        /// Nodes with trouble first, then those with most requests.
        fileprivate static func isBefore(_ left: Part, _ right: Part) -> Bool {
            (right.weight, right.counts.requests, left.node) < (left.weight, left.counts.requests, right.node)
        }

        private var weight: Int { down.isEmpty ? counts.hasErrors ? 1 : 0 : 2 }
    }

    package struct Backend: Hashable, Sendable {
        package var counts = TrafficCounts()
        package var servers: [String: Server] = [:]
        /// The nodes that had requests or find servers down; of many, those that matter most.
        package fileprivate(set) var parts: [Part] = []
    }

    /// The most nodes that a backend names.
    package static let maximumParts = 20

    private let wanted: Set<String>
    private var sums: [String: Backend] = [:]

    /// Makes the sum for some backends, before any node has said something.
    package init(of backends: Set<String>) {
        wanted = backends
    }

    /// What is known of each backend that a node has.
    package var backends: [String: Backend] {
        sums.mapValues { backend in
            var backend = backend
            backend.limitParts()
            return backend
        }
    }

    /// Adds what a node says.
    package mutating func add(_ statistics: RouterStatistics, of node: String) {
        for backend in statistics.backends where wanted.contains(backend.name) {
            var part = Part(node: node, counts: backend.counts, down: [])
            sums[backend.name, default: Backend()].counts += backend.counts
            for server in backend.servers {
                sums[backend.name]?.servers[server.name, default: Server()].add(server, of: node)
                if server.health == .down { part.down.append(server.name) }
            }
            guard part.counts != TrafficCounts() || !part.down.isEmpty else { continue }
            sums[backend.name]?.parts.append(part)
            if sums[backend.name]?.parts.count ?? 0 > 2 * Self.maximumParts { sums[backend.name]?.limitParts() }
        }
    }
}

extension RouteTraffic.Server {
    fileprivate mutating func add(_ server: RouterStatistics.Server, of node: String) {
        counts += server.counts
        weight = max(weight, server.weight)
        switch server.health {
        case .up: upCount += 1
        case .down: downOn.append(node)
        case .disabled: break
        }
    }
}

extension RouteTraffic.Backend {
    fileprivate mutating func limitParts() {
        parts = Array(parts.sorted(by: RouteTraffic.Part.isBefore).prefix(RouteTraffic.maximumParts))
    }
}
