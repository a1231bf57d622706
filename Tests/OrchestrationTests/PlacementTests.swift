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

@Suite struct PlacementTests {
    private func spec(_ line: String, scale: Int = 1) throws -> ServiceSpec {
        let expression = try PlacementExpression(parsing: String(line.drop { $0 != ":" }.dropFirst()))
        return .sample("web") { web in
            web.scale = scale
            if line.hasPrefix("constraint:") { web.placement.constraints = [expression] }
            if line.hasPrefix("affinity:") { web.placement.affinities = [expression] }
        }
    }

    @Test func aServiceThatAvoidsItselfHasOneOnEachNode() throws {
        var world = World(try spec("affinity:service!=web", scale: 3), nodes: 2)
        #expect(world.settle() == [["create app_web_1@node1", "create app_web_2@node2"]])
        let waiting = world.reconcile().waiting[.web(3)]
        #expect(waiting?.kind == .placement)
        #expect(
            waiting?.message
                == "fits on no node: node1 doesn't meet affinity:service!=web: app_web_1 is there; "
                + "node2 doesn't meet affinity:service!=web: app_web_2 is there"
        )
        #expect(waiting?.refusals.map(\.name) == ["node1", "node2"])
        world.nodes.append(.sample("node3"))
        #expect(world.settle() == [["create app_web_3@node3"]])
    }

    @Test func changedRulesMoveNothing() throws {
        var world = World(try spec("constraint:node==node2"))
        #expect(world.settle() == [["create app_web_1@node2"]])
        let rules = try spec("constraint:node==node1").placement
        world.edit("web") { $0.placement = rules }
        #expect(world.settle() == [])
        #expect(world.reconcile().isFinished)
        // What is made from something else is made where its data is.
        world.edit("web") { $0.image = "image:2" }
        #expect(world.settle().flatMap { $0 } == ["replace app_web_1@node2", "create app_web_1@node2"])
        // A new one goes where it is to go now.
        world.edit("web") { $0.scale = 2 }
        #expect(world.settle() == [["create app_web_2@node1"]])
    }

    @Test func aDrainedNodesContainersFindAPlaceByTheRules() throws {
        var world = World(try spec("constraint:node!=node1"))
        #expect(world.settle() == [["create app_web_1@node2"]])
        world.set(.drained, "node2")
        world.edit("web") { $0.update.monitorSeconds = 0 }
        world.settle()
        #expect(world.places == ["app_web_1@node3"])
    }

    @Test func aGlobalServiceTakesTheNodesThatItsConstraintsAdmit() throws {
        var global = try spec("constraint:node!=node1")
        global.isGlobal = true
        var world = World(global)
        #expect(world.settle() == [["create app_web_1@node2", "create app_web_2@node3"]])
        #expect(world.reconcile().isFinished)
        let others = try spec("constraint:node==node1").placement
        world.edit("web") { $0.placement = others }
        #expect(world.settle() == [["create app_web_3@node1"]], "what is there stays")
    }

    @Test func thePlanShowsRulesAndRefusals() throws {
        let world = World(try spec("affinity:service!=web", scale: 2), nodes: 1)
        let plan = Planner.plan(world.input)
        #expect(plan.map(\.node) == ["node1", nil])
        #expect(plan[0].reasons.contains("meets affinity:service!=web"))
        #expect(
            plan[1].refusals.map(\.description) == ["node1 doesn't meet affinity:service!=web: app_web_1 is there"]
        )
    }
}
