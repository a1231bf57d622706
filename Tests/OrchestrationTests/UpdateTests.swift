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

@Suite struct UpdateTests {
    private func deployed(_ count: Int, parallelism: Int?) -> World {
        var world = World(
            .sample("web") { web in
                web.scale = count
                web.update.parallelism = parallelism
                web.update.order = .stopFirst
                web.update.monitorSeconds = 0
            }
        )
        world.settle()
        world.edit("web") { $0.image = "image:2" }
        return world
    }

    @Test func standardUpdateReplacesAllAtOnceOnTheirNodes() throws {
        var world = deployed(3, parallelism: nil)
        let before = world.places
        let output = world.step()
        #expect(output.lines == ["replace app_web_1@node1", "replace app_web_2@node2", "replace app_web_3@node3"])
        #expect(output.state == .updating)
        #expect(output.assignments.count == 3)
        world.settle()
        #expect(world.places == before)
        #expect(world.reconcile().isFinished)
    }

    @Test func rollingUpdateGoesInSteps() {
        var world = deployed(3, parallelism: 2)
        #expect(
            world.settle() == [
                ["replace app_web_1@node1", "replace app_web_2@node2"],
                ["create app_web_1@node1", "create app_web_2@node2"], ["replace app_web_3@node3"],
                ["create app_web_3@node3"],
            ]
        )
    }

    @Test func nextStepWaitsForTheProbe() {
        var world = deployed(2, parallelism: 1)
        world.starting = ["web"]
        world.settle()
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(output.waiting[.web(2)]?.message == "is updated after app_web_1, which is starting")
        #expect(output.state == .updating)
        world.change("app_web_1") { $0.health = ContainerHealth(state: .unhealthy, message: "status 500") }
        #expect(
            world.reconcile().waiting[.web(2)]?.message
                == "is updated after app_web_1, which is unhealthy: status 500"
        )
        world.change("app_web_1") { $0.health.state = .healthy }
        #expect(world.reconcile().lines == ["replace app_web_2@node2"])
    }

    @Test func whatDoesNotServeIsUpdatedFirst() {
        var world = deployed(3, parallelism: 1)
        world.change("app_web_3") { $0.health.state = .unhealthy }
        #expect(world.reconcile().lines == ["replace app_web_3@node3"])
    }

    @Test func oldContainersAreKeptUpWhileTheRollOutWaits() {
        var world = deployed(3, parallelism: 1)
        world.starting = ["web"]
        world.settle()
        world.exit("app_web_3")
        #expect(world.reconcile().lines == ["start app_web_3@node3"])
    }

    @Test func inFlightCountsAsUpdating() throws {
        var world = deployed(3, parallelism: 1)
        let action = try #require(world.reconcile().actions.first)
        world.inFlight.insert(action)
        #expect(world.reconcile().lines == [])
        world.inFlight.remove(action)
        #expect(world.reconcile().lines == ["replace app_web_1@node1"])
    }

    @Test func nodesThatAreAwayDoNotHoldUpARollOut() {
        var world = deployed(3, parallelism: 1)
        world.set(.lost, "node1")
        #expect(
            world.settle() == [
                ["replace app_web_2@node2"], ["create app_web_2@node2"], ["replace app_web_3@node3"],
                ["create app_web_3@node3"],
            ]
        )
        world.set(.ready, "node1")
        #expect(world.settle().count == 2)
    }

    @Test func whatIsNeededIsUpdatedFirst() {
        var world = World(.sample("web") { $0.depends = ["db"] }, .sample("db"))
        world.settle()
        world.edit("web") { $0.image = "image:2" }
        world.edit("db") { $0.image = "image:2" }
        #expect(
            world.settle() == [
                ["replace app_db_1@node1"], ["create app_db_1@node1"], ["replace app_web_1@node2"],
                ["create app_web_1@node2"],
            ]
        )
    }

    @Test func failedUpdateLeavesTheOldVersionServing() {
        var world = deployed(1, parallelism: nil)
        world.failures[.web(1)] = ActionFailure(message: "pull failed: no such image", attempts: 4, at: world.now)
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(output.waiting[.web(1)]?.message == "pull failed: no such image; again in 8 s")
        #expect(output.wakeAt == world.now + .seconds(8))
        #expect(output.state == .updating)
    }

    @Test func withoutRoomTheOldVersionGoesOnServing() {
        var world = deployed(1, parallelism: nil)
        world.edit("web") { $0.resources.memoryBytes = 1 << 40 }
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(output.waiting[.web(1)]?.kind == .placement)
        #expect(output.waiting[.web(1)]?.refusals.map(\.name) == ["node1"])
    }

    @Test func portIsHandedOnToAContainerOfAnotherName() {
        var world = World(
            .sample("web") { $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)] },
            nodes: 1
        )
        world.settle()
        world.change("app_web_1") {
            $0.publishedPorts = [PublishedPort(container: ContainerPort(80), hostIP: "0.0.0.0", hostPort: 80)]
        }
        world.edit("web") { $0.containerName = "shop" }
        #expect(world.settle() == [["replace app_web_1@node1"], ["create shop@node1"]])
    }

    @Test func drainedNodeGetsNoSuccessor() {
        var world = deployed(1, parallelism: nil)
        world.set(.drained, "node1")
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node2"]])
    }

    @Test func newImageBehindTheTagReplaces() {
        var world = deployed(1, parallelism: nil)
        world.settle()
        world.application.pulledImages = ["web": "sha256:2"]
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node1"]])
        #expect(world.reconcile().isFinished)
    }

    @Test func scaleAloneReplacesNothing() {
        var world = World(.sample("web"))
        world.settle()
        world.edit("web") { $0.scale = 2 }
        #expect(world.settle() == [["create app_web_2@node2"]])
    }
}
