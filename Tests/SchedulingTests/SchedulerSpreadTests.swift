//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerSpreadTests {
    @Test func serviceIsSpreadOverNodesInNaturalOrder() {
        var view = ClusterView(["node10", "node2", "node1"])
        let places = view.place((1...4).map { .sample("web", $0) })
        #expect(places == ["node1", "node2", "node10", "node1"])
    }

    @Test func zoneDecidesBetweenNodesWithEquallyMany() {
        var view = ClusterView(nodes: [
            .sample("node1", zone: "a"), .sample("node2", zone: "a"), .sample("node3", zone: "b"),
        ])
        #expect(view.place((1...3).map { .sample("web", $0) }) == ["node1", "node3", "node2"])
    }

    @Test func otherServicesCountOnlyInTotal() {
        var view = ClusterView(["node1", "node2"])
        _ = view.place([.sample("db", 1), .sample("db", 2), .sample("db", 3)])
        #expect(view.place([.sample("web", 1), .sample("web", 2)]) == ["node2", "node1"])
    }

    @Test func nodeSizeCounts() {
        var view = ClusterView(nodes: [
            .sample("node1"),
            NodeView(id: "node2", name: "node2", cpuMillis: 32_000, memoryBytes: 65_536 * mebibyte),
        ])
        let places = view.place((1...3).map { .sample(ServiceName("s\($0)"), mebibytes: 512) })
        #expect(places == ["node2", "node2", "node2"])
    }

    @Test func fullNodesArePassedOver() {
        var view = ClusterView(["node1", "node2"])
        let places = view.place((1...5).map { .sample("web", $0, mebibytes: 500) })
        #expect(places == ["node1", "node2", "node1", "node2", nil])
    }

    @Test func reasonsNameWhatDecided() {
        var view = ClusterView(nodes: [
            .sample("node1", zone: "zone-a"), .sample("node2", zone: "zone-a"), .sample("node3", zone: "zone-b"),
        ])
        view.add(.sample("web", 1), on: "node1")
        let spread = Scheduler.place(PlacementRequest(container: .sample("web", 2)), in: view)
        #expect(
            spread
                == .node("node3", reasons: ["fewest containers of app_web (0)", "zone zone-b has fewest of them (0)"])
        )
        let equal = Scheduler.place(PlacementRequest(container: .sample("db", 1)), in: ClusterView(["node1", "node2"]))
        #expect(
            equal == .node("node1", reasons: ["fewest containers of app_db (0)", "first by name of 2 equal nodes"])
        )
        let single = Scheduler.place(PlacementRequest(container: .sample("db", 1)), in: ClusterView(["node1"]))
        #expect(single == .node("node1", reasons: ["the only node that can take it"]))
    }

    @Test func manyNodesAreFilledEvenly() {
        var view = ClusterView((1...200).map { "node\($0)" })
        let places = view.place((1...200).map { .sample("web", $0, cpuMillis: 100, mebibytes: 64) })
        #expect(Set(places.compactMap { $0 }).count == 200)
    }
}
