//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling
import Testing

@Suite struct SchedulerScaleTests {
    /// Were anything compared for each container of each node at each question, this would take minutes.
    @Test func manyContainersWithAffinitiesArePlaced() throws {
        var view = ClusterView(
            nodes: (1...200).map { .sample("n\($0)", zone: "z\($0 % 4)", labels: ["group": "g\($0 % 10)"]) }
        )
        for number in 1...4_000 {
            view.add(.sample("db", number, labels: ["disk": "d\(number % 100)"]), on: NodeID("n\(number % 200 + 1)"))
        }
        let rules = try PlacementRules(
            "constraint:group==/^g[0-4]$/",
            "affinity:container!=/_db_1$/",
            "affinity:disk!=d(1|2)",
            "affinity:service==~db",
            "availability:az==2"
        )
        let places = view.place((1...100).map { .sample("web", $0, mebibytes: 1) }, rules)
        #expect(places.compactMap { $0 }.count == 100)
    }
}
