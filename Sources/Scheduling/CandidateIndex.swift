//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The nodes that can take containers of one shape, with the best of each zone at hand.
///
/// It follows the view: a container that comes or goes costs a look at its node, not at all of them.
struct CandidateIndex: Sendable {
    /// A rule with the nodes, by position, that meet it; not kept up for nodes that never can take the container.
    struct Verdict: Sendable {
        let rule: PlacementRule
        var matches: [Bool]
    }

    private(set) var hard: [Verdict]
    private(set) var soft: [Verdict]
    /// Why a node is one that can take the container, for people; nil when the request has no hard rules.
    let hardText: String?
    /// By the zone's number.
    private(set) var zones: [CandidateTree] = []
    /// How many changes of the view are taken in.
    private(set) var seenChanges: Int

    private let request: PlacementRequest
    private let strategy: PlacementStrategy
    private let rulesFollowContainers: Bool
    /// The service whose containers are counted on each node, when the strategy asks for that.
    private var service: ServiceKey?
    /// What can speak against a node beside the rules.
    private let filters: [PlacementFilter]
    /// For each position the node's number in its zone's tree; negative for nodes that never can take the container.
    private var numbers: [Int32]

    init(_ request: PlacementRequest, in view: inout ClusterView) {
        self.request = request
        strategy = view.strategy
        service = strategy == .spread ? request.container.service : nil
        seenChanges = view.changeCount
        var verdicts: [Verdict] = []
        for rule in request.rules.rules { verdicts.append(Verdict(rule: rule, matches: view.matches(of: rule))) }
        hard = verdicts.filter { !$0.rule.isSoft }
        soft = verdicts.filter(\.rule.isSoft)
        rulesFollowContainers = verdicts.contains { $0.rule.followsContainers }
        hardText = hard.isEmpty ? nil : "meets \(hard.map(\.rule.text).joined(separator: ", "))"
        filters = PlacementFilter.changing.filter { $0.concerns(request.container) }
        numbers = Array(repeating: -1, count: view.nodes.count)
        var candidates: [[Candidate]] = Array(repeating: [], count: view.zoneCount)
        let fixed = hard.filter { !$0.rule.followsContainers }
        let places = service.flatMap { view.places(of: $0) }
        for position in view.nodes.indices
        where view.nodes[position].condition == .ready && fixed.allSatisfy({ $0.matches[position] }) {
            let zone = view.zones[position]
            numbers[position] = Int32(candidates[zone].count)
            candidates[zone].append(candidate(at: position, places, in: view))
        }
        zones = candidates.map { CandidateTree($0) }
    }

    /// Takes in what changed in the view, and counts the containers of this service from now on.
    mutating func update(for service: ServiceKey?, in view: ClusterView) {
        let previous = self.service
        if strategy == .spread { self.service = service }
        let places = self.service.flatMap { view.places(of: $0) }
        for position in view.changes(since: seenChanges) where numbers[position] >= 0 {
            if rulesFollowContainers {
                update(&hard, at: position, in: view)
                update(&soft, at: position, in: view)
            }
            look(at: position, places, in: view)
        }
        seenChanges = view.changeCount
        guard previous != self.service else { return }
        let others = previous.flatMap { view.places(of: $0) }
        for changed in [others, places] {
            for position in (changed?.onNode ?? [:]).keys { look(at: position, places, in: view) }
        }
    }

    private func update(_ verdicts: inout [Verdict], at position: Int, in view: ClusterView) {
        for index in verdicts.indices where verdicts[index].rule.followsContainers {
            verdicts[index].matches[position] = view.meets(verdicts[index].rule, at: position)
        }
    }

    private mutating func look(at position: Int, _ places: ServicePlaces?, in view: ClusterView) {
        let number = Int(numbers[position])
        guard number >= 0 else { return }
        zones[view.zones[position]].update(number, candidate(at: position, places, in: view))
    }

    private func candidate(at position: Int, _ places: ServicePlaces?, in view: ClusterView) -> Candidate {
        for verdict in hard where !verdict.matches[position] { return .none(at: position) }
        for filter in filters where !filter.objections(at: position, for: request, in: view).isEmpty {
            return .none(at: position)
        }
        var candidate = Candidate(position: Int32(position))
        for verdict in soft where verdict.matches[position] { candidate.wishes += 1 }
        switch strategy {
        case .spread:
            candidate.onNode = Int32(clamping: places?.onNode[position] ?? 0)
            candidate.share = view.share(of: request.container, at: position)
            candidate.total = Int32(clamping: view.nodes[position].containers.count)
        case .binpack:
            candidate.share = -view.share(of: request.container, at: position)
            candidate.total = -Int32(clamping: view.nodes[position].containers.count)
        case .random: break
        }
        return candidate
    }
}
