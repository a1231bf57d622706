//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What a request's spread over zones still asks for.
struct ZoneDemand {
    let spread: ZoneSpread
    /// Zones, by number, that have a container of the service; fewer than are needed.
    private let taken: Set<Int>

    /// Nil when the zones are enough, or nobody asked.
    init?(_ request: PlacementRequest, in view: ClusterView) {
        guard let spread = request.rules.zones else { return nil }
        self.spread = spread
        var taken: Set<Int> = []
        if let service = request.container.service, let places = view.places(of: service) {
            for (position, count) in places.onNode {
                let zone = view.zones[position]
                guard !view.zoneNames[zone].isEmpty, !taken.contains(zone) else { continue }
                let own = view.nodes[position].containers[request.container.name]?.service == service ? 1 : 0
                guard count > own else { continue }
                taken.insert(zone)
                if taken.count >= spread.minimum { return nil }
            }
        }
        guard taken.count < spread.minimum else { return nil }
        self.taken = taken
    }

    /// Whether the zone is another one than those that have a container of the service.
    func isNew(_ zone: Int, in view: ClusterView) -> Bool { !view.zoneNames[zone].isEmpty && !taken.contains(zone) }

    /// The zones that have a container or a node that can take one.
    func zonesWithRoom(_ index: CandidateIndex, in view: ClusterView) -> Set<Int> {
        taken.union(index.zones.indices.lazy.filter { !view.zoneNames[$0].isEmpty && index.zones[$0].best != nil })
    }

    /// Whether it can't be met with the nodes that can take the container.
    func isOutOfReach(_ index: CandidateIndex, in view: ClusterView) -> Bool {
        !spread.isSoft && zonesWithRoom(index, in: view).count < spread.minimum
    }
}
