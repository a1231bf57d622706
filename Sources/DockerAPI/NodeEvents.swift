//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What becomes of nodes while a stream of events is read, in the events that classic Swarm had for it.
package struct NodeEvents: Sendable {
    package enum Action: String, Sendable, Hashable {
        /// A node is there that wasn't known.
        case connect = "engine_connect"
        case disconnect = "engine_disconnect"
        /// A node that was away is back.
        case reconnect = "engine_reconnect"
    }

    /// The filters that can mean such an event; with any other one, something else is meant.
    private static let filterNames: Set<String> = ["type", "event", "node"]

    private var known: [NodeID: ClusterNode]

    /// Takes the nodes as they are when the stream begins.
    package init(_ nodes: [ClusterNode]) {
        known = Dictionary(nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What happened to nodes since they were looked at last, in the order of the nodes.
    package mutating func changes(to nodes: [ClusterNode]) -> [(action: Action, node: ClusterNode)] {
        var found: [(action: Action, node: ClusterNode)] = []
        var gone = known
        for node in nodes {
            gone[node.id] = nil
            switch (known[node.id]?.isUp, node.isUp) {
            case (nil, true): found.append((.connect, node))
            case (false?, true): found.append((.reconnect, node))
            case (true?, false): found.append((.disconnect, node))
            case (nil, false), (true?, true), (false?, false): break
            }
        }
        found += gone.values.filter(\.isUp).sorted { $0.id < $1.id }.map { (.disconnect, $0) }
        self = NodeEvents(nodes)
        return found
    }

    /// Whether a reader with these filters wants to know.
    package static func allows(_ filters: EngineFilters, _ action: Action, of node: ClusterNode) -> Bool {
        filterNames.isSuperset(of: filters.names) && filters.allows("type") { $0 == "swarm" }
            && filters.allows("event") { $0 == action.rawValue } && filters.allows("node", node.isCalled)
    }

    /// A line of the event stream.
    package static func event(_ action: Action, of node: ClusterNode, at time: Timestamp) -> JSONText {
        EventDecoration.decorated(
            .object([
                ("status", .string(action.rawValue)), ("from", "swarm"), ("Type", "swarm"),
                ("Action", .string(action.rawValue)), ("Actor", .object([("ID", .string(node.engineID))])),
                ("time", .int(time.seconds)), ("timeNano", .int(time.nanoseconds)),
            ]),
            of: node
        )
    }
}
