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

@Suite struct RollOutTests {
    private func rollingOut(_ count: Int = 3, _ body: (inout ServiceSpec) -> Void = { _ in }) -> World {
        var world = World(
            .sample("web") { web in
                web.scale = count
                web.update.parallelism = 1
                web.update.order = .stopFirst
                body(&web)
            }
        )
        world.settle()
        world.edit("web") { $0.image = "image:2" }
        return world
    }

    @Test func eachContainerIsWatchedBeforeTheNext() {
        var world = rollingOut()
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node1"]])
        let output = world.reconcile()
        #expect(output.waiting[.web(2)]?.message == "is updated after app_web_1, which is watched for 5 s more")
        #expect(output.wakeAt == world.now + .seconds(5))
        #expect(!output.isFinished)
        world.settleInTime()
        #expect(
            world.containers.allSatisfy {
                $0.status.labels[ContainerLabels.configHash] == world.application.hash(of: "web")
            }
        )
        #expect(world.reconcile().isFinished)
        #expect(world.rollOuts.isEmpty)
    }

    @Test func aContainerThatEndsForGoodStopsTheRollOut() throws {
        var world = rollingOut { $0.restart = .no }
        world.settle()
        world.exit("app_web_1")
        let output = world.reconcile()
        #expect(output.lines == [])
        let halt = try #require(output.halts["web"])
        #expect(halt.container == "app_web_1")
        #expect(halt.message == "it exited with 1, and its restart policy is `no`")
        #expect(halt.isUpdate)
        #expect(output.state == .failed)
        #expect(
            output.waiting[.web(2)]?.message
                == "stays as it is: app_web_1 failed: it exited with 1, and its restart policy is `no`"
        )
        world.now = world.now + .seconds(1_000)
        #expect(world.settle() == [], "the other two go on as they are")
    }

    @Test func whatFailedIsMadeAnewWhenItIsTriedAgain() throws {
        var world = rollingOut(2) { $0.restart = .no }
        world.settle()
        world.exit("app_web_1")
        world.step()
        let failed = try #require(world.containers.first { $0.status.name == "app_web_1" })
        world.application.halts = [:]
        world.application.retried = [failed.status.id]
        let output = world.step()
        #expect(output.lines == ["replace app_web_1@node1"])
        #expect(output.actions.first?.reasons == ["its update is tried again"])
        #expect(output.state == .updating)
        world.settleInTime()
        #expect(world.places == ["app_web_1@node1", "app_web_2@node2"])
        #expect(world.reconcile().isFinished)
        #expect(
            world.containers.allSatisfy {
                $0.status.labels[ContainerLabels.configHash] == world.application.hash(of: "web")
            }
        )
    }

    @Test func aContainerThatKeepsEndingStopsTheRollOut() {
        var world = rollingOut()
        world.settle()
        for _ in 1...6 where world.application.halts.isEmpty {
            world.exit("app_web_1", code: 3)
            world.settleInTimeUntilStarted("app_web_1")
        }
        #expect(world.application.halts["web"]?.message == "exited with 3")
        #expect(world.containers.filter { $0.status.image == "image" && $0.status.isServing }.count >= 2)
    }

    @Test func aContainerThatDoesNotGetWellInTimeStopsTheRollOut() {
        var world = rollingOut { $0.probe = ProbeSpec(check: .tcp(port: 1), initialDelaySeconds: 20) }
        world.starting = ["web"]
        world.settle()
        world.now = world.now + .seconds(319)
        #expect(world.step().halts.isEmpty)
        world.now = world.now + .seconds(1)
        #expect(world.step().halts["web"]?.message == "is starting, 320 s after the last step")
        #expect(world.step().lines == [])
    }

    @Test func theTimeToGetWellCanBeChosen() {
        var world = rollingOut { service in
            service.probe = ProbeSpec(check: .tcp(port: 1), initialDelaySeconds: 5)
            service.update.timeLimitSeconds = 10
        }
        world.starting = ["web"]
        world.settle()
        world.now = world.now + .seconds(14)
        #expect(world.step().halts.isEmpty)
        world.now = world.now + .seconds(1)
        #expect(world.step().halts["web"]?.message == "is starting, 15 s after the last step")
    }

    @Test func anImageThatCanNotBeHadStopsTheRollOut() {
        var world = rollingOut()
        world.failures[.web(1)] = ActionFailure(message: "no such image", attempts: 3, at: world.now)
        let output = world.reconcile()
        #expect(output.halts["web"]?.message == "no such image")
        #expect(output.lines == [])
    }

    @Test func anotherVersionIsRolledOutAgain() {
        var world = rollingOut { $0.restart = .no }
        world.settle()
        world.exit("app_web_1")
        world.settle()
        // What is as it is to be again has run for long.
        world.now = world.now + .seconds(5)
        world.edit("web") { $0.image = "image:1" }
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node1"]])
        world.settleInTime()
        #expect(world.reconcile().isFinished)
    }

    @Test func aFailedSuccessorGoesAndTheOldOneStays() {
        var world = rollingOut(2) { $0.update.order = .startFirst }
        world.step()
        world.exit("app_web_1.new", code: 7)
        let output = world.step()
        #expect(output.lines == [])
        #expect(output.halts["web"]?.message == "exited with 7")
        #expect(output.halts["web"]?.id != nil)
        #expect(world.settle() == [["remove app_web_1.new@node1"]])
        #expect(world.places == ["app_web_1@node1", "app_web_2@node2"])
    }

    @Test func failuresThatAreToleratedDoNotStopIt() {
        for isContinued in [true, false] {
            var world = rollingOut {
                $0.restart = .no
                $0.update.monitorSeconds = 0
                if isContinued { $0.update.failureAction = .proceed } else { $0.update.maximumFailureThousandths = 400 }
            }
            world.settleUntil("create app_web_1@node1")
            world.exit("app_web_1")
            world.settle()
            #expect(world.application.halts.isEmpty)
            #expect(world.containers.filter { $0.status.isServing }.count == 2)
            #expect(
                world.containers.allSatisfy {
                    $0.status.labels[ContainerLabels.configHash] == world.application.hash(of: "web")
                }
            )
        }
    }

    @Test func batchesKeepTheirDelay() {
        var world = rollingOut {
            $0.update.monitorSeconds = 0
            $0.update.delaySeconds = 10
        }
        world.settle()
        let output = world.reconcile()
        #expect(output.waiting[.web(2)]?.message == "is updated in 10 s")
        world.now = world.now + .seconds(10)
        #expect(world.step().lines == ["replace app_web_2@node2"])
    }

    @Test func aRestartOfTheServerLosesNoRollOut() {
        var world = rollingOut()
        world.settle()
        world.now = world.now + .seconds(4)
        world.rollOuts = RollOutMemory()
        #expect(world.reconcile().lines == [], "the new container is watched from its start")
        world.now = world.now + .seconds(1)
        #expect(world.reconcile().lines == ["replace app_web_2@node2"])
        world.settleInTime()
        #expect(world.reconcile().isFinished)
    }
}

extension World {
    /// Puts the clock on until a container runs again, or its roll-out is stopped.
    mutating func settleInTimeUntilStarted(_ name: String) {
        for _ in 1...20 {
            let output = step()
            if !application.halts.isEmpty { return }
            if containers.contains(where: { $0.status.name == name && $0.status.state == .running }) { return }
            if output.actions.isEmpty, let wakeAt = output.wakeAt { now = max(now, wakeAt) }
        }
    }

    /// Steps until an action was carried out.
    mutating func settleUntil(_ line: String) {
        for _ in 1...20 where step().lines.contains(line) { return }
    }
}
