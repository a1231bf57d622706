//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Testing

@Suite struct StopTests {
    private var deployed: World {
        var world = World(.sample("web") { $0.depends = ["db"] }, .sample("db") { $0.stopGraceSeconds = 30 })
        world.settle()
        return world
    }

    @Test func stopsInReverseOrderAndStays() {
        var world = deployed
        world.application.intent = .stop
        let output = world.reconcile()
        #expect(output.lines == ["stop app_web_1@node2"])
        #expect(output.waiting[.db(1)]?.message == "goes after web: its container app_web_1 is being stopped")
        #expect(output.state == .stopping)
        #expect(world.settle() == [["stop app_web_1@node2"], ["stop app_db_1@node1"]])
        let stopped = world.reconcile()
        #expect(stopped.isFinished)
        #expect(stopped.state == .stopped)
        world.containers.removeAll { $0.status.name == "app_web_1" }
        #expect(world.settle() == [], "nothing is created while it is stopped")
    }

    @Test(arguments: [(nil, 30), (0, 0), (5, 5)] as [(Int?, Int)])
    func timeToStop(requested: Int?, expected: Int) throws {
        var world = deployed
        world.containers.removeAll { $0.status.name == "app_web_1" }
        world.application.intent = .stop
        world.application.stopTimeoutSeconds = requested
        guard case .stop(_, let options) = try #require(world.reconcile().actions.first).work else {
            Issue.record("it isn't stopped")
            return
        }
        #expect(options.timeoutSeconds == expected)
        #expect(options.drains)
    }

    @Test func aServiceThatIsStoppedByItselfHasTheTimeAskedForItsOwn() throws {
        var world = deployed
        world.application.serviceIntents = ["web": .stop]
        world.application.stopTimeoutSeconds = 5
        guard case .stop(_, let options) = try #require(world.reconcile().actions.first).work else {
            Issue.record("it isn't stopped")
            return
        }
        #expect(options.timeoutSeconds == 5)
    }

    @Test func startsAgainInOrder() {
        var world = deployed
        world.application.intent = .stop
        world.settle()
        world.application.intent = .run
        #expect(world.settle() == [["start app_db_1@node1"], ["start app_web_1@node2"]])
    }

    @Test func serviceStoppedByHandStopsAlone() {
        var world = deployed
        world.application.serviceIntents = ["db": .stop]
        #expect(world.settle() == [["stop app_db_1@node1"]])
        #expect(world.reconcile().serviceStates == ["db": .stopped, "web": .running])
    }

    // MARK: Removal

    @Test func removesInReverseOrder() throws {
        var world = deployed
        world.add("app_old_1", ContainerSlot(service: "old", number: 1), on: "node3", life: "life1")
        world.application.intent = .remove
        world.application.removesVolumes = true
        let output = world.reconcile()
        #expect(output.state == .deleting)
        guard case .remove(_, let options) = try #require(output.actions.last).work else {
            Issue.record("it isn't removed")
            return
        }
        #expect(options.removesVolumes)
        #expect(
            world.settle() == [["remove app_old_1@node3", "remove app_web_1@node2"], ["remove app_db_1@node1"]]
        )
        let finished = world.reconcile()
        #expect(finished.isFinished)
        #expect(finished.assignments.isEmpty)
        #expect(finished.state == .deleted)
    }

    @Test func applicationStaysWhileANodeIsAway() {
        var world = deployed
        world.application.intent = .remove
        world.set(.lost, "node1")
        // After a restart of the server nothing is known of the node but the assignment.
        world.containers.removeAll { $0.node == "node1" }
        world.settle()
        let output = world.reconcile()
        #expect(!output.isFinished)
        #expect(output.assignments == [.db(1): "node1"])
        #expect(output.waiting[.db(1)]?.message == "node1 is lost: it has not been connected for too long")
        world.set(nil, "node1")
        #expect(world.reconcile().isFinished)
    }

    @Test func whatCannotBeRemovedHoldsUpNoOther() {
        var world = deployed
        world.application.intent = .remove
        world.failures[.web(1)] = ActionFailure(message: "device busy", attempts: 1, at: world.now)
        let output = world.reconcile()
        #expect(output.lines == ["remove app_db_1@node1"])
        #expect(output.waiting[.web(1)]?.message == "device busy; again in 1 s")
    }

    @Test func removalCreatesNothing() {
        var world = World(.sample("web") { $0.isGlobal = true }, .sample("db"))
        world.application.intent = .remove
        let output = world.reconcile()
        #expect(output.isFinished)
        #expect(output.lines == [])
    }

    @Test func creationUnderWayKeepsTheApplication() throws {
        var world = World(.sample("web"))
        let action = try #require(world.reconcile().actions.first)
        world.inFlight.insert(action)
        world.application.intent = .remove
        let output = world.reconcile()
        #expect(!output.isFinished)
        #expect(output.assignments == [.web(1): "node1"])
    }
}
