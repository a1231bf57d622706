//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Orchestration

@Suite struct JobRunTests {
    @Test func aJobRunsOnceWhenItIsDeployed() throws {
        var world = try World.job(.task { $0.scale = 3 })
        #expect(world.settle() == [(1...3).map { "create app_work_\($0)_run1@node\($0)" }])
        #expect(world.reconcile().state == .running)
        world.endAll()
        let output = world.reconcile()
        #expect(output.actions.isEmpty)
        #expect(output.ended?.outcome == .succeeded)
        #expect(output.ended?.succeeded == 3)
        #expect(output.assignments.isEmpty, "what has ended takes no place")
        for _ in 1...3 { #expect(world.step().actions.isEmpty) }
        #expect(world.reconcile().state == .finished)
        #expect(world.containers.count == 3, "they are kept for their logs")
        #expect(world.jobState.lastNumber == 1)
    }

    @Test func aDeployDuringARunHasAnotherOneFollow() throws {
        var world = try World.job(.task())
        world.settle()
        let job = try #require(world.application.jobSpec)
        world.application.version = "1.1"
        world.application.jobOrders?.deploy(job, isNew: false, at: world.now)
        world.application.jobOrders?.deploy(job, isNew: false, at: world.now)
        #expect(world.settle().isEmpty)
        #expect(world.jobState.current?.version == "1.0")
        world.endAll()
        world.settle()
        #expect(world.runningNames == ["app_work_1_run2"])
        #expect(world.jobState.current?.version == "1.1")
        world.endAll()
        #expect(world.settle().isEmpty, "both requests came to one run")
    }

    @Test func aFailureIsTriedAgainInANewContainer() throws {
        var world = try World.job(.task { $0.retryCount = 2 })
        world.settle()
        world.exit("app_work_1_run1", code: 3)
        let output = world.step()
        #expect(output.actions.isEmpty)
        let wait = try #require(output.waiting[ContainerSlot(service: "work", number: 1)])
        #expect(wait.message == "exited with 3; tried again in 1 s")
        #expect(output.wakeAt == world.now + .seconds(1))
        world.advance(by: 1)
        #expect(world.runningNames == ["app_work_1_run1_try2"])
        world.exit("app_work_1_run1_try2", code: 4)
        world.advance(by: 0)
        world.advance(by: 2)
        world.exit("app_work_1_run1_try3", code: 5)
        world.advance(by: 60)
        let run = try #require(world.jobState.previous)
        #expect(run.outcome == .failed)
        #expect(run.message == "work 1 exited with 5")
        #expect(run.tasks.map(\.attempt) == [3])
        #expect(world.reconcile().state == .failed)
    }

    @Test func aTryThatSucceedsMakesTheRunSucceed() throws {
        var world = try World.job(.task { $0.retryCount = 1 })
        world.settle()
        world.endAll(code: 1)
        world.advance(by: 0)
        world.advance(by: 5)
        world.endAll()
        world.advance(by: 0)
        let task = try #require(world.jobState.previous?.tasks.first)
        #expect(world.jobState.previous?.outcome == .succeeded)
        #expect(task.exitCode == 0 && task.message.isEmpty && task.failures == 1)
    }

    @Test func theOthersGoOnWhenOneFails() throws {
        var world = try World.job(.task { $0.scale = 3 })
        world.settle()
        world.exit("app_work_2_run1", code: 1)
        world.settle()
        #expect(world.tasks == ["work 1 running", "work 2 failed", "work 3 running"])
        world.endAll()
        world.settle()
        #expect(world.jobState.previous?.message == "work 2 exited with 1")
        #expect(world.jobState.previous?.succeeded == 2)
    }

    @Test(arguments: [
        (ContainerRemoval.none, ["app_work_1_run1", "app_work_2_run1"]), (.finished, ["app_work_2_run1"]),
        (.failed, ["app_work_1_run1"]), (.all, []),
    ])
    func endedContainersAreRemovedAsAskedFor(removal: ContainerRemoval, left: [String]) throws {
        var world = try World.job(
            .task {
                $0.scale = 2
                $0.containerRemoval = removal
            }
        )
        world.settle()
        world.exit("app_work_1_run1", code: 0)
        world.exit("app_work_2_run1", code: 1)
        world.settle()
        #expect(world.containers.map(\.status.name).sorted() == left)
        #expect(world.jobState.previous?.tasks.map(\.exitCode) == [0, 1], "the history knows of them all the same")
    }

    @Test func theContainersOfTheLastRunsAreKept() throws {
        var world = try World.job(.task(), schedule: "0 * * * * *")
        for _ in 1...8 {
            world.advance(by: 60)
            world.endAll()
            world.settle()
        }
        #expect(world.containers.map(\.status.name) == (4...8).map { "app_work_1_run\($0)" })
    }

    @Test func aRunEndsAtItsTimeLimit() throws {
        var world = try World.job(.task { $0.retryCount = 5 }) { $0.timeLimitSeconds = 100 }
        world.settle()
        #expect(world.reconcile().wakeAt == world.now + .seconds(100))
        world.advance(by: 99)
        #expect(world.runningNames == ["app_work_1_run1"])
        world.advance(by: 1)
        #expect(world.runningNames.isEmpty)
        let run = try #require(world.jobState.previous)
        #expect(run.outcome == .timedOut)
        #expect(run.message == "it took longer than its limit of 100 s")
        #expect(run.tasks.map(\.state) == [.canceled], "nothing is tried again")
        #expect(world.reconcile().state == .failed)
    }

    @Test func stoppingEndsTheRun() throws {
        var world = try World.job(.task { $0.scale = 2 }, schedule: "0 * * * * *")
        world.advance(by: 60)
        world.application.intent = .stop
        #expect(world.reconcile().state == .stopping)
        // It is ended even when it is started again at once.
        world.application.intent = .run
        world.advance(by: 5)
        #expect(world.jobState.previous?.outcome == .stopped)
        #expect(world.runningNames.isEmpty)
        world.application.intent = .stop
        world.advance(by: 600)
        #expect(world.jobState.lastNumber == 1)
        #expect(world.reconcile().state == .stopped)
    }

    @Test func removalLeavesNothing() throws {
        var world = try World.job(.task { $0.scale = 2 }, schedule: "0 * * * * *")
        world.advance(by: 60)
        world.endAll()
        world.advance(by: 60)
        #expect(world.containers.count == 4)
        world.application.intent = .remove
        #expect(!world.reconcile().isFinished)
        world.settle()
        #expect(world.containers.isEmpty)
        let output = world.reconcile()
        #expect(output.isFinished && output.state == .deleted && output.assignments.isEmpty)
    }

    @Test func whatCannotBeStartedFailsInTheEnd() throws {
        var world = try World.job(.task())
        let first = world.reconcile()
        #expect(first.actions.count == 1)
        let slot = ContainerSlot(service: "work", number: 1)
        world.failures[slot] = ActionFailure(message: "no such image", attempts: 2, at: world.now, kind: .create)
        #expect(world.reconcile().waiting[slot]?.message == "no such image; again in 2 s")
        world.failures[slot]?.attempts = 3
        #expect(world.reconcile().ended?.message == "work 1 can't be started: no such image")
    }

    @Test func aRemovalThatFailsIsNoFailureOfTheTask() throws {
        var world = try World.job(.task())
        let slot = ContainerSlot(service: "work", number: 1)
        world.failures[slot] = ActionFailure(message: "busy", attempts: 9, at: Timestamp(seconds: 0), kind: .remove)
        world.settle()
        #expect(world.tasks == ["work 1 running"])
    }

    @Test func whatFitsNowhereWaits() throws {
        var world = try World.job(.task { $0.resources.memoryBytes = 1 << 40 })
        let output = world.reconcile()
        #expect(output.state == .launching)
        #expect(output.waiting.values.first?.message.hasPrefix("fits on no node") ?? false)
        world.application.intent = .stop
        world.settle()
        #expect(world.jobState.previous?.outcome == .stopped)
    }

    @Test func theHistoryIsBounded() throws {
        var world = try World.job(.task { $0.scale = 150 }, nodes: 1)
        world.settle()
        world.exit("app_work_130_run1", code: 1)
        world.endAll()
        world.settle()
        let run = try #require(world.jobState.previous)
        #expect(run.tasks.count == JobRun.historyTasks && run.total == 150 && run.succeeded == 149)
        #expect(run.tasks.contains { $0.slot.number == 130 }, "what failed is kept first")
    }

    @Test func aPlanShowsTheNextRun() throws {
        var world = try World.job(.task("first"), .task { $0.depends = ["first"] }, schedule: "0 0 0 * * *")
        let planned = Planner.plan(world.input)
        #expect(planned.map(\.containerName) == ["app_first_1_run1", "app_work_1_run1"])
        #expect(planned.allSatisfy { $0.kind == .create && $0.node != nil })
        world.edit("work") { $0.resources.memoryBytes = 1 << 40 }
        #expect(Planner.plan(world.input).last?.node == nil)
    }
}
