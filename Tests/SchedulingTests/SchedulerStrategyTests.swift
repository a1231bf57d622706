//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerStrategyTests {
    private func view(_ strategy: PlacementStrategy, nodes: Int = 3) -> ClusterView {
        ClusterView(nodes: (1...nodes).map { .sample("n\($0)") }, overcommitPercent: 0, strategy: strategy)
    }

    @Test func binpackFillsOneNodeAfterTheOther() {
        var view = view(.binpack)
        let places = view.place((1...6).map { .sample("web", $0, mebibytes: 400) })
        #expect(places == ["n1", "n1", "n2", "n2", "n3", "n3"])
    }

    @Test func binpackTakesTheSmallerOfTwoEmptyNodes() {
        var view = ClusterView(
            nodes: [
                NodeView(id: "big", name: "big", cpuMillis: 64_000, memoryBytes: 65_536 * mebibyte), .sample("small"),
            ],
            strategy: .binpack
        )
        #expect(view.place([.sample("web", mebibytes: 100)]) == ["small"])
        #expect(view.place([.sample("db", mebibytes: 2_000)]) == ["big"])
    }

    @Test func binpackSaysWhy() {
        var view = view(.binpack)
        view.add(.sample("db"), on: "n2")
        let placement = Scheduler.place(PlacementRequest(container: .sample("web")), in: view)
        #expect(
            placement
                == .node("n2", reasons: ["most of its CPU and memory is reserved", "most containers in total (1)"])
        )
    }

    @Test func randomFollowsFromTheSeedAlone() {
        let view = view(.random, nodes: 10)
        func node(_ seed: UInt64) -> Placement {
            Scheduler.place(PlacementRequest(container: .sample("web"), seed: seed), in: view)
        }
        #expect(node(7) == node(7))
        #expect(Set((0..<200).map { node($0) }).count == 10, "every node is drawn")
    }

    @Test func randomKeepsToWhatFits() {
        var view = view(.random)
        let places = view.place((1...7).map { .sample("web", $0, mebibytes: 500) })
        #expect(places.compactMap { $0 }.count == 6)
        #expect(places.last == .some(nil))
    }

    @Test(arguments: PlacementStrategy.allCases)
    func theOrderInWhichThingsAreToldMakesNoDifference(strategy: PlacementStrategy) throws {
        var generator = SeededGenerator(seed: 1)
        let rules = try PlacementRules("affinity:tier!=~back", "constraint:group==~(a|b)", "availability:az==~2")
        var expected: [String?]?
        for _ in 0..<5 {
            var nodes = (1...30).map { number in
                NodeView.sample("n\(number)", zone: "z\(number % 3)", labels: ["group": ["a", "b", "c"][number % 3]])
            }
            nodes.shuffle(using: &generator)
            var view = ClusterView(nodes: nodes, strategy: strategy)
            let present = (1...40).map {
                ($0, ContainerReservation.sample("db", $0, mebibytes: 20, labels: ["tier": "back"]))
            }
            for (number, container) in present.shuffled(using: &generator) {
                view.add(container, on: NodeID("n\(number % 30 + 1)"))
            }
            let places = view.place((1...60).map { .sample("web", $0, mebibytes: 30) }, rules)
            #expect(expected == nil || places == expected)
            expected = places
        }
    }
}
