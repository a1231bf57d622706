//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Testing

@Suite struct StartOrderTests {
    @Test(arguments: [0, 1, 2])
    func needsComeFirst(kind: Int) {
        var world = World(
            .sample("web") { web in
                switch kind {
                case 0: web.depends = ["db", "web", "elsewhere"]
                case 1: web.links = [ServiceLink(service: "db", alias: "mysql")]
                default: web.volumesFrom = [VolumesFrom(service: "db")]
                }
            },
            .sample("db") { $0.scale = 2 }
        )
        let steps = world.settle()
        // Volumes can be taken from containers of the same node alone.
        let node = kind == 2 ? "node1" : "node3"
        #expect(steps == [["create app_db_1@node1", "create app_db_2@node2"], ["create app_web_1@\(node)"]])
    }

    private var pair: World {
        World(.sample("web") { $0.depends = ["db"] }, .sample("db") { $0.scale = 2 })
    }

    @Test func probeHasToSucceedFirst() {
        var world = pair
        world.starting = ["db"]
        world.settle()
        let output = world.reconcile()
        #expect(output.waiting[.web(1)]?.message == "waits for db: its container app_db_1 is starting")
        #expect(output.waiting[.db(1)]?.kind == .starting)
        #expect(output.serviceStates == ["db": .starting, "web": .launching])
        world.change("app_db_1") { $0.health.state = .healthy }
        #expect(world.reconcile().waiting[.web(1)]?.message == "waits for db: its container app_db_2 is starting")
        world.change("app_db_2") { $0.health.state = .healthy }
        #expect(world.reconcile().lines == ["create app_web_1@node3"])
    }

    @Test func scaleOfNoughtIsSatisfied() {
        var world = pair
        world.edit("db") { $0.scale = 0 }
        #expect(world.settle() == [["create app_web_1@node1"]])
    }

    @Test func failureForGoodIsSaid() {
        var world = pair
        world.edit("db") { $0.restart = .no }
        world.step()
        world.exit("app_db_1", code: 3)
        let output = world.step()
        #expect(
            output.waiting[.web(1)]?.message == "waits for db, which failed: its container app_db_1 exited with 3"
        )
        #expect(
            output.waiting[.db(1)]?.message == "it exited with 3, and its restart policy is `no`"
        )
        #expect(output.state == .failed)
    }

    @Test func finishedJobIsSatisfied() {
        var world = pair
        world.edit("db") { $0.restart = .no }
        world.step()
        world.exit("app_db_1", code: 0)
        world.exit("app_db_2", code: 0)
        #expect(world.settle() == [["create app_web_1@node3"]])
        let output = world.reconcile()
        #expect(output.isFinished)
        #expect(output.serviceStates == ["db": .stopped, "web": .running])
        #expect(output.state == .running)
    }

    @Test func stoppedByHandIsSaid() {
        var world = pair
        world.application.serviceIntents = ["db": .stop]
        #expect(world.reconcile().waiting[.web(1)]?.message == "waits for db, which is stopped")
    }

    @Test func successorsThatStandInAreCounted() {
        var world = World(
            .sample("web") { $0.depends = ["db"] },
            .sample("db") { db in
                db.update.parallelism = 1
                db.update.monitorSeconds = 0
            }
        )
        world.settle()
        world.edit("db") { $0.image = "image:2" }
        #expect(world.step().lines == ["create app_db_1.new@node1"])
        #expect(world.step().lines == ["remove app_db_1@node1"])
        world.containers.removeAll { $0.status.name == "app_web_1" }
        #expect(world.reconcile().lines == ["create app_db_1@node1", "create app_web_1@node2"])
        // One that isn't well yet does nobody's work.
        world.change("app_db_1.new") { $0.health.state = .starting }
        #expect(world.reconcile().waiting[.web(1)]?.kind == .order)
    }

    @Test func containersOutOfReachHoldNothingUpWhileOthersServe() {
        var world = pair
        world.step()
        world.set(.disconnected, "node1")
        #expect(world.reconcile().lines == ["create app_web_1@node3"])
    }

    @Test func allOutOfReachIsSaid() {
        var world = pair
        world.step()
        world.set(.disconnected, "node1")
        world.set(.lost, "node2")
        #expect(world.reconcile().waiting[.web(1)]?.message == "waits for db: node1 is not connected")
    }

    @Test func exitedContainersStartInOrderToo() {
        var world = pair
        world.settle()
        for name in ["app_db_1", "app_db_2", "app_web_1"] { world.exit(name) }
        #expect(
            world.settle() == [["start app_db_1@node1", "start app_db_2@node2"], ["start app_web_1@node3"]]
        )
    }

    @Test func cycleIsCut() {
        var world = World(.sample("web") { $0.depends = ["db"] }, .sample("db") { $0.depends = ["web"] })
        #expect(world.settle() == [["create app_db_1@node1"], ["create app_web_1@node2"]])
    }
}
