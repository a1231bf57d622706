//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerZoneTests {
    private func view(_ zones: String...) -> ClusterView {
        ClusterView(nodes: zones.enumerated().map { .sample("n\($0 + 1)", zone: $1) })
    }

    @Test func containersGoToSoManyZonesBeforeAnyTwice() throws {
        var view = view("a", "a", "b", "c")
        let web = (1...8).map { ContainerReservation.sample("web", $0) }
        let places = view.place(web, try PlacementRules("availability:az==2"))
        #expect(places.prefix(2) == ["n1", "n3"])
        #expect(!places.contains(nil))
    }

    @Test func fullZonesAreNoHelp() throws {
        var view = view("a", "b")
        view.add(.sample("db", mebibytes: 1_000), on: "n2")
        let web = ContainerReservation.sample("web", mebibytes: 200)
        #expect(
            view.refusals(of: web, try PlacementRules("availability:az==2")) == [
                "n1 could take it, but availability:az==2 needs 2 zones with room, and there is 1: a",
                "n2 has too little memory: needs 200 MiB, 75.1 MiB of 1075.1 MiB is free, 5 % overcommit included",
            ]
        )
    }

    @Test func nodesWithoutAZoneAreInNone() throws {
        let view = view("", "")
        #expect(
            view.refusals(of: .sample("web"), try PlacementRules("availability:az==1")) == [
                "n1 could take it, but availability:az==1 needs 1 zone with room, and there are 0",
                "n2 could take it, but availability:az==1 needs 1 zone with room, and there are 0",
            ]
        )
        var mixed = self.view("", "a")
        #expect(
            mixed.place([.sample("web", 1), .sample("web", 2)], try PlacementRules("availability:az==1")) == [
                "n2", "n1",
            ]
        )
    }

    @Test func aWishForZonesRefusesNothing() throws {
        var one = view("a", "a")
        let web = (1...3).map { ContainerReservation.sample("web", $0) }
        #expect(one.place(web, try PlacementRules("availability:az==~2")) == ["n1", "n2", "n1"])
        // The zone goes before the number on the node, which the strategy looks at.
        var two = view("a", "a", "b")
        two.add(.sample("web", 9), on: "n1")
        for number in 1...3 { two.add(.sample("db", number), on: "n3") }
        #expect(two.place([.sample("web", 1)], try PlacementRules("availability:az==~2")) == ["n3"])
    }

    @Test func aContainerDoesNotCountAgainstItself() throws {
        var view = view("a", "b")
        view.add(.sample("web", 1), on: "n1")
        #expect(view.place([.sample("web", 1)], try PlacementRules("availability:az==2")) != [nil])
    }
}
