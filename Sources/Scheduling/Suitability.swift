//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Which nodes can take a container, and how many of its wishes each meets.
struct Suitability {
    /// A rule with the nodes that meet it.
    private struct Verdict {
        let rule: PlacementRule
        let matches: [Bool]
    }

    enum Choice {
        /// No node can take it.
        case none
        /// The nodes that the strategy chooses from, with why it is these.
        case candidates([Int], reasons: [String])
    }

    private let request: PlacementRequest
    private let hard: [Verdict]
    private let soft: [Verdict]
    /// Zones, by number, that have a container of the service; nil when they are enough or nobody asked.
    private let takenZones: Set<Int>?
    /// The nodes that can take it as far as zones don't matter.
    private let admissible: [Int]

    init(_ request: PlacementRequest, in view: inout ClusterView) {
        self.request = request
        var verdicts: [Verdict] = []
        for rule in request.rules.rules { verdicts.append(Verdict(rule: rule, matches: view.matches(of: rule))) }
        let hard = verdicts.filter { !$0.rule.isSoft }
        self.hard = hard
        soft = verdicts.filter(\.rule.isSoft)
        takenZones = Self.takenZones(request, in: view)
        let filters = PlacementFilter.allCases
        let current = view
        admissible = view.nodes.indices.filter { position in
            hard.allSatisfy { $0.matches[position] }
                && filters.allSatisfy { $0.objections(at: position, for: request, in: current).isEmpty }
        }
    }

    private static func takenZones(_ request: PlacementRequest, in view: ClusterView) -> Set<Int>? {
        guard let spread = request.rules.zones else { return nil }
        var taken: Set<Int> = []
        if let service = request.container.service {
            for (position, count) in view.places(of: service) {
                let own = view.nodes[position].containers[request.container.name]?.service == service ? 1 : 0
                let zone = view.zones[position]
                if count > own, !view.zoneNames[zone].isEmpty { taken.insert(zone) }
            }
        }
        return taken.count < spread.minimum ? taken : nil
    }

    /// Whether the node's zone is another one than those that have a container of the service.
    private func isInNewZone(_ position: Int, _ taken: Set<Int>, in view: ClusterView) -> Bool {
        let zone = view.zones[position]
        return !view.zoneNames[zone].isEmpty && !taken.contains(zone)
    }

    // MARK: Choosing

    func choice(in view: ClusterView) -> Choice {
        var positions = admissible
        var reasons: [String] = []
        if !hard.isEmpty { reasons.append("meets \(hard.map(\.rule.text).joined(separator: ", "))") }
        if let spread = request.rules.zones, !spread.isSoft, let takenZones {
            guard !hasTooFewZones(in: view) else { return .none }
            positions.removeAll { !isInNewZone($0, takenZones, in: view) }
            reasons.append("is in a new zone for \(spread)")
        }
        guard !positions.isEmpty else { return .none }
        if let wishes = narrow(&positions, in: view) { reasons.append(wishes) }
        return .candidates(positions, reasons: reasons)
    }

    /// Keeps the nodes that meet the most wishes; says which those are, nil when there are no wishes.
    private func narrow(_ positions: inout [Int], in view: ClusterView) -> String? {
        let newZone = takenZones.flatMap { taken in
            request.rules.zones.flatMap { $0.isSoft ? (text: $0.description, taken: taken) : nil }
        }
        guard !soft.isEmpty || newZone != nil else { return nil }
        let counts = positions.map { position in
            var count = soft.reduce(0) { $0 + ($1.matches[position] ? 1 : 0) }
            if let newZone, isInNewZone(position, newZone.taken, in: view) { count += 1 }
            return count
        }
        let most = counts.max() ?? 0
        positions = zip(positions, counts).filter { $0.1 == most }.map(\.0)
        guard let first = positions.first else { return nil }
        let total = soft.count + (newZone == nil ? 0 : 1)
        guard most < total else {
            return total == 1 ? "meets the wish \(wishes.joined())" : "meets all \(total) wishes"
        }
        var missed = soft.filter { !$0.matches[first] }.map(\.rule.text)
        if let newZone, !isInNewZone(first, newZone.taken, in: view) { missed.append(newZone.text) }
        return "meets \(most) of \(total) wishes, no node meets more (not \(missed.joined(separator: ", ")))"
    }

    private var wishes: [String] {
        soft.map(\.rule.text)
            + (request.rules.zones.map { $0.isSoft && takenZones != nil ? [$0.description] : [] } ?? [])
    }

    /// Whether a hard spread over zones can't be had with the nodes that can take the container.
    private func hasTooFewZones(in view: ClusterView) -> Bool {
        guard let spread = request.rules.zones, !spread.isSoft, let takenZones else { return false }
        return zonesWithRoom(takenZones, in: view).count < spread.minimum
    }

    private func zonesWithRoom(_ taken: Set<Int>, in view: ClusterView) -> Set<Int> {
        taken.union(admissible.lazy.map { view.zones[$0] }.filter { !view.zoneNames[$0].isEmpty })
    }

    // MARK: Explaining

    /// Everything that speaks against the node at a position.
    func refusal(at position: Int, in view: ClusterView) -> NodeRefusal {
        var objections = PlacementFilter.allCases.flatMap { $0.objections(at: position, for: request, in: view) }
        for verdict in hard where !verdict.matches[position] {
            objections.append(.rule(verdict.rule, view.nodes[position]))
        }
        if objections.isEmpty, let spread = request.rules.zones, let takenZones {
            let zones = zonesWithRoom(takenZones, in: view).map { view.zoneNames[$0] }.sorted()
            objections.append(.zones(spread, found: zones))
        }
        return NodeRefusal(view.nodes[position], objections)
    }
}
