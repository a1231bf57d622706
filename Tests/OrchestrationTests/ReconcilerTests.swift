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

/// Nodes that are away, actions under way, actions that failed, and what people are told.
@Suite struct ReconcilerTests {
    @Test(arguments: [
        (NodeCondition.disconnected, "node2 is not connected"),
        (.lost, "node2 is lost: it has not been connected for too long"),
        (.engineDown, "node2 has a Docker Engine that doesn't answer"),
    ])
    func nothingIsAskedOfANodeThatIsAway(condition: NodeCondition, text: String) {
        var world = World(.sample("web") { $0.scale = 2 })
        world.settle()
        world.exit("app_web_2")
        world.edit("web") { $0.image = "image:2" }
        world.set(condition, "node2")
        let output = world.reconcile()
        #expect(output.lines == ["replace app_web_1@node1"])
        #expect(output.waiting[.web(2)]?.message == text)
        world.containers.removeAll { $0.node == "node2" }
        #expect(world.reconcile().assignments[.web(2)] == "node2", "it isn't moved")
    }

    @Test func missingContainerLeavesADrainedOrRemovedNode() {
        for condition in [NodeCondition.drained, nil] {
            var world = World(.sample("web"))
            world.settle()
            world.containers = []
            world.set(condition, "node1")
            #expect(world.settle() == [["create app_web_1@node2"]])
        }
    }

    @Test func whatEndedOnADrainedNodeStartsElsewhere() {
        var world = World(.sample("web"))
        world.settle()
        world.set(.drained, "node1")
        world.exit("app_web_1")
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node2"]])
    }

    @Test func actionsUnderWayAreNotRepeated() {
        var world = World(.sample("web") { $0.scale = 2 })
        for action in world.reconcile().actions { world.inFlight.insert(action) }
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(!output.isFinished)
        #expect(output.state == .launching)
    }

    @Test func failedActionIsTriedAgainLater() {
        var world = World(.sample("web") { $0.scale = 2 })
        _ = world.reconcile()
        world.failures[.web(1)] = ActionFailure(message: "pull failed: timeout", attempts: 3, at: world.now)
        let output = world.reconcile()
        #expect(output.lines == ["create app_web_2@node2"])
        #expect(output.waiting[.web(1)]?.message == "pull failed: timeout; again in 4 s")
        #expect(output.state == .failed)
        world.now = world.now + .seconds(4)
        #expect(world.reconcile().lines.count == 2)
    }

    @Test func withoutRoomEachNodeSaysWhy() throws {
        var world = World(
            .sample("web") { web in
                web.scale = 4
                web.resources.memoryBytes = 700 * 1_048_576
            }
        )
        let output = world.step()
        #expect(output.lines.count == 3)
        let wait = try #require(output.waiting[.web(4)])
        #expect(wait.kind == .placement)
        #expect(wait.refusals.map(\.name) == ["node1", "node2", "node3"])
        #expect(output.assignments[.web(4)] == nil)
        #expect(output.state == .failed)
        world.nodes.append(.sample("node4"))
        #expect(world.settle() == [["create app_web_4@node4"]])
    }

    @Test func emptyClusterSaysHowToJoin() {
        var world = World(.sample("web"))
        world.nodes = []
        let message = world.reconcile().waiting[.web(1)]?.message
        #expect(message == "the cluster has no node: join one with `gantry node join-command`")
    }

    @Test func templateNamesTheContainer() {
        var world = World(
            .sample("web") { web in
                web.scale = 2
                web.containerName = "shop"
            }
        )
        #expect(world.settle() == [["create shop@node1", "create shop_2@node2"]])
        #expect(world.settle() == [])
    }

    @Test func statesTellWhatHappens() {
        var world = World(.sample("web"))
        #expect(world.step().state == .launching)
        #expect(world.reconcile().state == .running)
        world.edit("web") { $0.scale = 2 }
        #expect(world.step().state == .scaling)
        world.edit("web") { $0.scale = 1 }
        #expect(world.step().state == .scaling)
        world.change("app_web_1") { $0.health.state = .unhealthy }
        #expect(world.reconcile().state == .failed)
        world.change("app_web_1") { $0.health.state = .starting }
        #expect(world.reconcile().state == .starting)
        world.set(.lost, "node1")
        #expect(world.reconcile().state == .failed)
        world.set(.disconnected, "node1")
        #expect(world.reconcile().state == .running)
    }
}
