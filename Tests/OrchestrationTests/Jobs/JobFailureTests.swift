//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Orchestration

@Suite struct JobFailureTests {
    @Test func servicesRunInTheirOrder() throws {
        var world = try World.job(
            .task("report") {
                $0.depends = ["load"]
                $0.dependConditions = ["load": .completed]
            },
            .task("load")
        )
        world.settle()
        #expect(world.runningNames == ["app_load_1_run1"])
        world.endAll()
        world.settle()
        #expect(world.runningNames == ["app_report_1_run1"])
    }

    @Test func aPlainDependencyIsMetWhenItServes() throws {
        var world = try World.job(.task("report") { $0.depends = ["helper"] }, .task("helper"))
        world.settle()
        #expect(world.runningNames == ["app_helper_1_run1", "app_report_1_run1"])
    }

    @Test func whatNeedsAFailureIsLeftOut() throws {
        var world = try World.job(
            .task("last") { $0.depends = ["report"] },
            .task("report") {
                $0.depends = ["load"]
                $0.dependConditions = ["load": .completed]
            },
            .task("load")
        )
        world.settle()
        world.endAll(code: 1)
        world.settle()
        let run = try #require(world.jobState.previous)
        #expect(run.outcome == .failed)
        #expect(run.message == "load 1 exited with 1, and 2 others")
        #expect(Set(run.tasks.map(\.message)).isSuperset(of: ["was left out, as load failed"]))
        #expect(world.containers.count == 1)
    }

    @Test func aRunWaitsForANodeThatIsAway() throws {
        var world = try World.job(.task { $0.retryCount = 3 }, nodes: 2)
        world.settle()
        let node = try #require(world.containers.first?.node)
        world.set(.lost, node)
        world.advance(by: 3_600)
        #expect(world.containers.count == 1, "nobody knows whether it goes on there")
        #expect(world.reconcile().waiting.values.first?.message.contains("is lost") ?? false)
        world.endAll()
        world.set(.ready, node)
        world.settle()
        #expect(world.jobState.previous?.outcome == .succeeded)
    }

    @Test func withThePolicyALostNodesPartIsDoneElsewhere() throws {
        var world = try World.job(.task { $0.reschedule = .onNodeFailure }, nodes: 2)
        world.settle()
        let node = try #require(world.containers.first?.node)
        world.set(.lost, node)
        #expect(world.reconcile().wakeAt == world.now + .seconds(30))
        world.advance(by: 30)
        #expect(world.runningNames == ["app_work_1_run1", "app_work_1_run1_try2"])
        world.set(.ready, node)
        world.settle()
        #expect(world.runningNames == ["app_work_1_run1_try2"], "the stale one is removed")
        world.endAll()
        world.settle()
        #expect(world.jobState.previous?.outcome == .succeeded)
    }

    @Test func aNodeThatLeavesTakesItsTryAlong() throws {
        var world = try World.job(.task { $0.retryCount = 1 }, nodes: 2)
        world.settle()
        let node = try #require(world.containers.first?.node)
        world.set(nil, node)
        world.advance(by: 0)
        world.advance(by: 1)
        #expect(world.runningNames == ["app_work_1_run1_try2"])
        #expect(world.jobState.current?.tasks.first?.failures == 1)
    }

    @Test func aContainerThatSomebodyRemovedHasFailed() throws {
        var world = try World.job(.task())
        world.settle()
        #expect(world.tasks == ["work 1 running"])
        world.containers = []
        world.settle()
        #expect(world.jobState.previous?.message == "work 1 was removed before it ended")
    }

    @Test func whatWasNeverSeenIsMadeAgainWhereItBelongs() throws {
        var world = try World.job(.task())
        let first = world.reconcile()
        // The server dies before it is carried out.
        #expect(world.reconcile().lines == first.lines)
    }

    @Test func aDrainedNodeFinishesItsTasksAndGetsNoNewOnes() throws {
        var world = try World.job(.task(), schedule: "0 * * * * *", nodes: 2)
        world.advance(by: 60)
        let node = try #require(world.containers.first?.node)
        world.set(.drained, node)
        #expect(world.settle().isEmpty)
        world.endAll()
        for _ in 1...3 {
            world.advance(by: 60)
            #expect(world.containers.last?.node != node)
            world.endAll()
        }
    }

    @Test func aGlobalTaskRunsOnceOnEachNode() throws {
        var world = try World.job(.task { $0.isGlobal = true }, nodes: 3)
        world.set(.drained, "node2")
        world.settle()
        #expect(world.places == ["app_work_1_run1@node1", "app_work_2_run1@node3"])
        world.set(nil, "node3")
        world.endAll()
        world.settle()
        #expect(world.jobState.previous?.message == "work 2 was on a node that is gone")
    }

    @Test func aGlobalTaskWithoutANodeIsAFailure() throws {
        var world = try World.job(.task { $0.isGlobal = true }, nodes: 1)
        world.set(.drained, "node1")
        world.settle()
        #expect(world.jobState.previous?.outcome == .failed)
    }

    @Test func containersOfAnEarlierLifeGo() throws {
        var world = try World.job(.task())
        world.add("app_work_1_run7", ContainerSlot(service: "work", number: 1), on: "node1", life: "life1")
        world.settle()
        #expect(world.containers.map(\.status.name) == ["app_work_1_run1"])
    }
}
