//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Which node suits a request best and why; or what speaks against each.
struct Suitability {
    private let request: PlacementRequest
    private let index: CandidateIndex
    private let zones: ZoneDemand?

    init(_ request: PlacementRequest, in view: inout ClusterView) {
        self.request = request
        index = view.candidates(for: request)
        zones = ZoneDemand(request, in: view)
    }

    // MARK: Choosing

    /// The node at the position is the best; nil when no node can take the container.
    func choice(in view: ClusterView) -> (position: Int, reasons: [String])? {
        if let zones, zones.isOutOfReach(index, in: view) { return nil }
        guard var best = best(in: view) else { return nil }
        if view.strategy == .random {
            guard let drawn = RandomChoice.choose(from: equals(of: best, in: view), seed: request.seed, in: view) else {
                return nil
            }
            best.position = drawn.position
        }
        let position = Int(best.position)
        var reasons: [String] = []
        if let text = index.hardText { reasons.append(text) }
        if let zones, !zones.spread.isSoft { reasons.append("is in a new zone for \(zones.spread)") }
        if let wishes = wishes(met: Int(best.wishes), by: position, in: view) { reasons.append(wishes) }
        guard !best.isOnly else { return (position, reasons + ["the only node that can take it"]) }
        switch view.strategy {
        case .spread:
            reasons += Spread.reasons(for: best, on: view.nodes[position], service: request.container.service)
        case .binpack: reasons += Binpack.reasons(for: best)
        case .random: reasons.append("drawn from \(best.equals) nodes")
        }
        return (position, reasons)
    }

    /// The best of the zones' best.
    private func best(in view: ClusterView) -> Candidate? {
        let places = view.strategy == .spread ? request.container.service.flatMap { view.places(of: $0) } : nil
        var best: Candidate?
        for zone in index.zones.indices {
            guard var candidate = index.zones[zone].best, let wish = zoneWish(zone, in: view) else { continue }
            candidate.wishes += wish
            candidate.inZone = Int32(clamping: places?.inZone[zone] ?? 0)
            best = best.map { Candidate.best($0, candidate) } ?? candidate
        }
        return best
    }

    /// All nodes that meet as many wishes.
    private func equals(of best: Candidate, in view: ClusterView) -> some Sequence<Candidate> {
        index.zones.indices.lazy.flatMap { zone in
            let wish = zoneWish(zone, in: view)
            return index.zones[zone].candidates.lazy.filter { candidate in
                !candidate.isNone && wish.map { candidate.wishes + $0 == best.wishes } ?? false
            }
        }
    }

    /// 1 for a zone that meets a wish for a new one; nil for one that no new container may go to.
    private func zoneWish(_ zone: Int, in view: ClusterView) -> Int16? {
        guard let zones else { return 0 }
        let isNew = zones.isNew(zone, in: view)
        return zones.spread.isSoft ? (isNew ? 1 : 0) : (isNew ? 0 : nil)
    }

    /// How far the wishes are met; nil when there are none.
    private func wishes(met most: Int, by position: Int, in view: ClusterView) -> String? {
        let newZone = zones.flatMap { $0.spread.isSoft ? $0 : nil }
        let total = index.soft.count + (newZone == nil ? 0 : 1)
        guard total > 0 else { return nil }
        guard most < total else {
            let wish = index.soft.first?.rule.text ?? newZone?.spread.description ?? ""
            return total == 1 ? "meets the wish \(wish)" : "meets all \(total) wishes"
        }
        var missed = index.soft.filter { !$0.matches[position] }.map(\.rule.text)
        if let newZone, !newZone.isNew(view.zones[position], in: view) { missed.append(newZone.spread.description) }
        return "meets \(most) of \(total) wishes, no node meets more (not \(missed.joined(separator: ", ")))"
    }

    // MARK: Explaining

    /// Everything that speaks against each node, in the order of the view.
    func refusals(in view: ClusterView) -> [NodeRefusal] {
        let found = zones.map { zones in zones.zonesWithRoom(index, in: view).map { view.zoneNames[$0] }.sorted() }
        return view.nodes.indices.map { position in
            let filters = PlacementFilter.all
            var objections = filters.flatMap { $0.objections(at: position, for: request, in: view) }
            for verdict in index.hard where !view.meets(verdict.rule, at: position) {
                objections.append(.rule(verdict.rule, view.nodes[position]))
            }
            if objections.isEmpty, let zones, let found { objections.append(.zones(zones.spread, found: found)) }
            return NodeRefusal(view.nodes[position], objections)
        }
    }
}
