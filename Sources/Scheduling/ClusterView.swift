//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// All nodes of a cluster with what is taken of them.
///
/// A value: placing on a copy of it, container after container, changes nothing outside. Containers are added by name,
/// and adding one twice counts it once, so that what is observed and what is only assigned can be added alike.
package struct ClusterView: Sendable {
    /// In the natural order of their names: `node9` before `node10`.
    package private(set) var nodes: [NodeView]
    /// How much more than a node has may be reserved on it, in percent of what it has.
    package let overcommitPercent: Int64

    private var positions: [NodeID: Int] = [:]
    /// How many containers of a service the node at a position has; only nodes that have one.
    private var counts: [ServiceKey: [Int: Int]] = [:]
    /// For each node the number of its zone.
    let zones: [Int]
    let zoneCount: Int

    package init(nodes: [NodeView] = [], overcommitPercent: Int64 = 5) {
        self.nodes = nodes.sorted {
            isNaturallyOrdered($0.name, $1.name) ?? ($0.id < $1.id)
        }
        self.overcommitPercent = overcommitPercent
        var numbers: [String: Int] = [:]
        zones = self.nodes.map { node in
            let number = numbers[node.zone] ?? numbers.count
            numbers[node.zone] = number
            return number
        }
        zoneCount = numbers.count
        for (position, node) in self.nodes.enumerated() { positions[node.id] = position }
    }

    func position(of id: NodeID) -> Int? { positions[id] }

    package func node(_ id: NodeID) -> NodeView? { positions[id].map { nodes[$0] } }

    /// Nil when the cluster doesn't have the node.
    package func condition(of id: NodeID) -> NodeCondition? { positions[id].map { nodes[$0].condition } }

    /// Whether the node is in the cluster and its engine can be told to do something now.
    package func isReachable(_ id: NodeID) -> Bool { condition(of: id)?.isReachable ?? false }

    /// The node's name, or its identifier when the cluster doesn't have it.
    package func name(of id: NodeID) -> String { node(id)?.name ?? id.rawValue }

    /// Takes in a container of a node; without effect when the cluster doesn't have the node.
    package mutating func add(_ container: ContainerReservation, on id: NodeID) {
        guard let position = positions[id] else { return }
        let known = nodes[position].containers[container.name]
        nodes[position].add(container)
        if let service = known?.service { count(service, at: position, -1) }
        if let service = known?.service ?? container.service { count(service, at: position, 1) }
    }

    /// Takes a container out of its node; returns what it had there.
    @discardableResult
    package mutating func remove(_ name: String, on id: NodeID) -> ContainerReservation? {
        guard let position = positions[id], let known = nodes[position].remove(name) else { return nil }
        if let service = known.service { count(service, at: position, -1) }
        return known
    }

    /// How many containers of a service each node has, in the order of `nodes`.
    func counts(of service: ServiceKey?) -> [Int] {
        var result = Array(repeating: 0, count: nodes.count)
        guard let service, let known = counts[service] else { return result }
        for (position, count) in known { result[position] = count }
        return result
    }

    private mutating func count(_ service: ServiceKey, at position: Int, _ change: Int) {
        counts[service, default: [:]][position, default: 0] += change
    }
}
