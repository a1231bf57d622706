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
    private var places: [ServiceKey: ServicePlaces] = [:]
    /// How many containers that hold ports of their nodes have a name.
    private var portHolders: [String: Int] = [:]
    /// For each node the number of its zone.
    let zones: [Int]
    /// By number; empty for the nodes without one.
    let zoneNames: [String]
    var zoneCount: Int { zoneNames.count }
    /// For each node what the strategy `random` draws its lots from; empty with another strategy.
    let seeds: [UInt64]
    /// What containers have of the traits that were asked for.
    private var traits = TraitIndex()
    /// The nodes that meet a rule about nodes alone, by the rule's text: found out once.
    private var fixedMatches: [String: [Bool]] = [:]
    /// What was found out for requests before, for the next of their kind.
    private var indexes: CandidateIndexes

    /// - Parameters:
    ///   - nodes: In any order.
    ///   - overcommitPercent: How much more than a node has may be reserved on it.
    ///   - strategy: Which of the nodes that can take a container gets it.
    ///   - indexedNodes: How many nodes all that is remembered of requests may be about together.
    package init(
        nodes: [NodeView] = [],
        overcommitPercent: Int64 = 5,
        strategy: PlacementStrategy = .spread,
        indexedNodes: Int = 500_000
    ) {
        indexes = CandidateIndexes(maximumNodes: indexedNodes)
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
        seeds = strategy == .random ? self.nodes.map { RandomChoice.seed($0.id.rawValue) } : []
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
        if let previous { count(previous, at: position, -1) }
        count(present, at: position, 1)
        indexes.note(position, of: nodes.count)
    }

    /// Takes a container out of its node; returns what it had there.
    @discardableResult
    package mutating func remove(_ name: String, on id: NodeID) -> ContainerReservation? {
        guard let position = positions[id], let known = nodes[position].remove(name) else { return nil }
        count(known, at: position, -1)
        indexes.note(position, of: nodes.count)
        return known
    }

    private mutating func count(_ container: ContainerReservation, at position: Int, _ change: Int) {
        if let service = container.service {
            places[service, default: ServicePlaces()].change(at: position, zone: zones[position], by: change)
        }
        if !container.ports.isEmpty {
            let count = (portHolders[container.name] ?? 0) + change
            portHolders[container.name] = count > 0 ? count : nil
        }
        traits.count(container, at: position, change)
    }

    /// Where the containers of a service are; nil when it has had none.
    func places(of service: ServiceKey) -> ServicePlaces? { places[service] }

    /// Whether a container of the name holds ports of its node.
    func holdsPorts(_ name: String) -> Bool { portHolders[name] != nil }

    // MARK: Rules

    /// For each node whether it meets a rule.
    mutating func matches(of rule: PlacementRule) -> [Bool] {
        if let known = fixedMatches[rule.text] { return known }
        var matches = Array(repeating: rule.isNegated, count: nodes.count)
        switch rule.subject {
        case .node, .image, .nodeNames:
            for position in nodes.indices { matches[position] = rule.isMet(byNode: nodes[position]) }
            fixedMatches[rule.text] = matches
        case .holds(let service):
            for position in (places[service]?.onNode ?? [:]).keys { matches[position] = true }
        case .containers(let trait):
            let question = TraitIndex.Question(trait: trait, value: rule.value)
            for position in traits.positions(of: question, matching: rule.pattern, in: nodes) {
                matches[position] = !rule.isNegated
            }
        }
        return matches
    }

    /// Whether a node meets a rule about containers; the rule's `matches(of:)` was asked for before.
    func meets(_ rule: PlacementRule, at position: Int) -> Bool {
        switch rule.subject {
        case .node, .image, .nodeNames: rule.isMet(byNode: nodes[position])
        case .holds(let service): places[service]?.onNode[position] != nil
        case .containers(let trait):
            traits.isAnswer(position, to: TraitIndex.Question(trait: trait, value: rule.value), matching: rule.pattern)
                != rule.isNegated
        }
    }

    // MARK: Indexes

    var changeCount: Int { indexes.changeCount }

    /// The positions of the nodes whose containers changed after so many changes.
    func changes(since count: Int) -> ArraySlice<Int> { indexes.changes(since: count) }

    /// The nodes that can take the container of a request, kept for the next request of the kind.
    mutating func candidates(for request: PlacementRequest) -> CandidateIndex {
        let shape = RequestShape(request, in: self)
        var index = indexes.take(shape) ?? CandidateIndex(shape.example(of: request), in: &self)
        index.update(for: request.container.service, in: self)
        indexes.put(index, for: shape, of: nodes.count)
        return index
    }
}
