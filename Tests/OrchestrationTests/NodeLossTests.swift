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

@Suite struct NodeLossTests {
    private func deployed(_ policy: ReschedulePolicy = .onNodeFailure) -> World {
        var world = World(
            .sample("web") { web in
                web.scale = 3
                web.reschedule = policy
            }
        )
        world.settle()
        return world
    }

    @Test func withoutThePolicyNothingMoves() {
        var world = deployed(.off)
        world.set(.lost, "node1")
        world.now = world.now + .seconds(3_600)
        #expect(world.settle() == [])
        #expect(world.reconcile().waiting[.web(1)]?.kind == .nodeAway)
    }

    @Test func withThePolicyItMovesAfterTheWaitingTime() {
        var world = deployed()
        world.set(.lost, "node1")
        world.now = world.now + .seconds(29)
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(output.wakeAt == world.now + .seconds(1))
        #expect(output.waiting[.web(1)]?.message.hasSuffix("; app_web_1 moves in 1 s") == true)
        world.now = world.now + .seconds(1)
        let moved = world.step()
        #expect(moved.lines == ["create app_web_1@node2"])
        #expect(moved.actions.first?.reasons.first == "node1 is lost")
        #expect(moved.assignments[.web(1)] == "node2")
        let settled = world.reconcile()
        #expect(settled.isFinished)
        #expect(settled.state == .running, "a copy out of reach is no work")
    }

    @Test(arguments: [NodeCondition.disconnected, .engineDown])
    func whatIsNotLostStays(condition: NodeCondition) {
        var world = deployed()
        world.set(condition, "node1")
        world.now = world.now + .seconds(3_600)
        #expect(world.settle() == [])
    }

    @Test func theStaleCopyGoesWhenTheNodeIsBack() {
        var world = deployed()
        world.set(.lost, "node1")
        world.now = world.now + .seconds(30)
        world.settle()
        world.set(.ready, "node1")
        let output = world.step()
        #expect(output.lines == ["remove app_web_1@node1"])
        #expect(world.places == ["app_web_1@node2", "app_web_2@node2", "app_web_3@node3"])
        #expect(world.reconcile().isFinished)
    }

    @Test func aNodeThatIsBackBeforeTheCopyIsThereKeepsItsContainer() throws {
        var world = deployed()
        world.set(.lost, "node1")
        world.now = world.now + .seconds(30)
        let action = try #require(world.reconcile().actions.first)
        world.inFlight.insert(action)
        world.set(.ready, "node1")
        #expect(world.reconcile().lines == [], "what is on its way comes or doesn't")
        world.inFlight.remove(action)
        #expect(world.reconcile().lines == [])
        #expect(world.application.assignments[.web(1)] == "node1")
    }

    @Test func theSecondLossAdoptsTheFirstCopy() {
        var world = deployed()
        world.set(.lost, "node1")
        world.now = world.now + .seconds(30)
        world.settle()
        world.set(.lost, "node2")
        world.set(.disconnected, "node3")
        world.set(.ready, "node1")
        world.now = world.now + .seconds(30)
        #expect(world.step().lines == ["create app_web_2@node1"], "the first is there already")
        #expect(world.application.assignments[.web(1)] == "node1")
    }

    @Test func withoutRoomElsewhereItWaitsForItsNode() {
        var world = deployed()
        world.set(.lost, "node1")
        world.set(.drained, "node2")
        world.set(.joining, "node3")
        world.now = world.now + .seconds(30)
        let output = world.reconcile()
        #expect(output.waiting[.web(1)]?.kind == .placement)
        #expect(output.assignments[.web(1)] == "node1")
        world.set(.ready, "node1")
        #expect(world.step().lines.contains("remove app_web_1@node1") == false)
    }

    @Test func aJobThatIsDoneIsNotDoneAgain() {
        var world = World(
            .sample("web") { web in
                web.restart = .no
                web.reschedule = .onNodeFailure
            }
        )
        world.settle()
        world.exit("app_web_1", code: 0)
        world.set(.lost, "node1")
        world.now = world.now + .seconds(3_600)
        #expect(world.settle() == [])
    }
}
