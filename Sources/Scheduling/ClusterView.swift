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
    package let strategy: PlacementStrategy

    private var positions: [NodeID: Int] = [:]
    /// How many containers of a service the node at a position has; only nodes that have one.
    private var counts: [ServiceKey: [Int: Int]] = [:]
    /// For each node the number of its zone.
    let zones: [Int]
    /// By number; empty for the nodes without one.
    let zoneNames: [String]
    var zoneCount: Int { zoneNames.count }
    /// What containers have of the traits that were asked for.
    private var traits = TraitIndex()
    /// The nodes that meet a rule about nodes alone, by the rule's text: found out once.
    private var fixedMatches: [String: [Bool]] = [:]

    package init(nodes: [NodeView] = [], overcommitPercent: Int64 = 5, strategy: PlacementStrategy = .spread) {
        self.nodes = nodes.sorted {
            isNaturallyOrdered($0.name, $1.name) ?? ($0.id < $1.id)
        }
        self.overcommitPercent = overcommitPercent
        self.strategy = strategy
        var numbers: [String: Int] = [:]
        var names: [String] = []
        zones = self.nodes.map { node in
            let number = numbers[node.zone] ?? numbers.count
            if number == numbers.count { names.append(node.zone) }
            numbers[node.zone] = number
            return number
        }
        zoneNames = names
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
        let (present, previous) = nodes[position].add(container)
        if let service = previous?.service { count(service, at: position, -1) }
        if let service = present.service { count(service, at: position, 1) }
        if let previous { traits.remove(previous, at: position) }
        traits.add(present, at: position)
    }

    /// Takes a container out of its node; returns what it had there.
    @discardableResult
    package mutating func remove(_ name: String, on id: NodeID) -> ContainerReservation? {
        guard let position = positions[id], let known = nodes[position].remove(name) else { return nil }
        if let service = known.service { count(service, at: position, -1) }
        traits.remove(known, at: position)
        return known
    }

    /// How many containers of a service each node has, in the order of `nodes`.
    func counts(of service: ServiceKey?) -> [Int] {
        var result = Array(repeating: 0, count: nodes.count)
        guard let service, let known = counts[service] else { return result }
        for (position, count) in known { result[position] = count }
        return result
    }

    /// How many containers of a service each node that may have one has, by position.
    func places(of service: ServiceKey) -> [Int: Int] { counts[service] ?? [:] }

    /// For each node whether it meets a rule.
    mutating func matches(of rule: PlacementRule) -> [Bool] {
        if let known = fixedMatches[rule.text] { return known }
        var matches = Array(repeating: rule.isNegated, count: nodes.count)
        switch rule.subject {
        case .node, .image, .nodeNames:
            for position in nodes.indices { matches[position] = rule.isMet(byNode: nodes[position]) }
            fixedMatches[rule.text] = matches
        case .holds(let service):
            for (position, count) in places(of: service) where count > 0 { matches[position] = true }
        case .containers(let trait):
            let question = TraitIndex.Question(trait: trait, value: rule.value)
            for position in traits.positions(of: question, matching: rule.pattern, in: nodes) {
                matches[position] = !rule.isNegated
            }
        }
        return matches
    }

    private mutating func count(_ service: ServiceKey, at position: Int, _ change: Int) {
        counts[service, default: [:]][position, default: 0] += change
    }
}
