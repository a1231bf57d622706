//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Scheduling
import Testing

@Suite struct PlannerTests {
    private func lines(_ world: World) -> [String] {
        Planner.plan(world.input).map { "\($0.kind.rawValue) \($0.containerName)@\($0.node?.rawValue ?? "-")" }
    }

    @Test func showsEverythingAtOnceInStartOrder() {
        let world = World(
            .sample("web") { web in
                web.depends = ["db"]
                web.scale = 2
            },
            .sample("db")
        )
        #expect(lines(world) == ["create app_db_1@node1", "create app_web_1@node2", "create app_web_2@node3"])
        #expect(
            Planner.plan(world.input).first?.reasons == [
                "app_db_1 is new", "fewest containers of app_db (0)", "first by name of 3 equal nodes",
            ]
        )
    }

    @Test func showsWhatAnUpdateDoes() {
        var world = World(
            .sample("web") { web in
                web.scale = 3
                web.update.parallelism = 1
            },
            .sample("db"),
            .sample("old")
        )
        world.settle()
        world.exit("app_db_1")
        world.edit("web") { web in
            web.image = "image:2"
            web.scale = 2
        }
        world.application.spec.services.removeLast()
        #expect(
            lines(world) == [
                "replace app_web_1@node1", "replace app_web_2@node2", "start app_db_1@node1",
                "remove app_old_1@node2", "remove app_web_3@node3",
            ]
        )
    }

    @Test func showsWhatIsKeptAndWhatCannotBe() {
        var world = World(.sample("web"), .sample("db") { $0.resources.memoryBytes = 1 << 40 })
        world.add("app_web_1", .web(1), on: "node1")
        let plan = Planner.plan(world.input)
        #expect(lines(world) == ["keep app_web_1@node1", "create app_db_1@-"])
        #expect(plan.last?.refusals.count == 3)
        #expect(plan.first?.reasons == ["is as it should be"])
    }

    @Test func planIsWhatHappens() {
        var world = World(
            .sample("web") { web in
                web.depends = ["db"]
                web.scale = 3
            },
            .sample("db") { $0.scale = 2 }
        )
        let planned = Planner.plan(world.input).map { "\($0.containerName)@\($0.node?.rawValue ?? "-")" }.sorted()
        world.settle()
        #expect(world.places == planned)
        #expect(Planner.plan(world.input).allSatisfy { $0.kind == .keep })
    }
}
