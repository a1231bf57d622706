//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Testing

/// Which containers are to be there, and which of those that are have to go.
@Suite struct SlotTests {
    @Test func scaleCreatesThatMany() {
        var world = World(.sample("web") { $0.scale = 4 })
        let steps = world.settle()
        #expect(
            steps == [
                [
                    "create app_web_1@node1", "create app_web_2@node2", "create app_web_3@node3",
                    "create app_web_4@node1",
                ]
            ]
        )
        let output = world.reconcile()
        #expect(output.isFinished)
        #expect(output.state == .running)
    }

    @Test func assignmentsAreKnownBeforeAnythingIsDone() {
        var world = World(.sample("web") { $0.scale = 2 })
        let output = world.reconcile()
        #expect(output.assignments == [.web(1): "node1", .web(2): "node2"])
        #expect(world.reconcile().lines == output.lines, "after a crash the same is done again")
    }

    @Test func highestNumbersGoFirst() throws {
        var world = World(.sample("web") { $0.scale = 4 })
        world.settle()
        world.edit("web") { $0.scale = 1 }
        let output = world.step()
        #expect(output.lines == ["remove app_web_4@node1", "remove app_web_3@node3", "remove app_web_2@node2"])
        guard case .remove(_, let options) = try #require(output.actions.first).work else {
            Issue.record("it isn't removed")
            return
        }
        #expect(options.stop.drains)
        #expect(!options.isReplacement)
        world.settle()
        #expect(world.application.assignments == [.web(1): "node1"])
    }

    @Test func numbersAreFilledFromOne() {
        var world = World(.sample("web") { $0.scale = 2 })
        world.add("app_web_2", .web(2), on: "node3")
        world.add("app_web_5", .web(5), on: "node2")
        #expect(world.settle() == [["remove app_web_5@node2", "create app_web_1@node1"]])
        #expect(world.application.assignments[.web(2)] == "node3")
    }

    @Test func deletedContainerComesBackOnItsNode() {
        var world = World(.sample("web") { $0.scale = 2 })
        world.settle()
        world.containers.removeAll { $0.status.name == "app_web_2" }
        world.application.assignments[.web(1)] = "node1"
        let output = world.step()
        #expect(output.lines == ["create app_web_2@node2"])
        #expect(output.actions.first?.reasons == ["app_web_2 is missing", "stays on its node"])
    }

    @Test func servicesThatLeftTheTemplateGo() {
        var world = World(.sample("web"), .sample("db"))
        world.settle()
        world.application.spec.services.removeLast()
        #expect(world.settle() == [["remove app_db_1@node2"]])
        #expect(world.application.assignments.keys.map(\.service) == ["web"])
    }

    @Test func earlierLifeGoesBeforeItsNameIsTaken() {
        var world = World(.sample("web"), nodes: 1)
        world.add("app_web_1", .web(1), on: "node1", life: "life1")
        #expect(world.reconcile().waiting[.web(1)]?.kind == .name)
        #expect(world.settle() == [["remove app_web_1@node1"], ["create app_web_1@node1"]])
    }

    @Test func whatGantryDidNotMakeIsNotTouched() {
        var world = World(.sample("web"))
        world.add("app_other_1", ContainerSlot(service: "other", number: 1), on: "node1", life: nil)
        world.settle()
        #expect(world.places == ["app_other_1@node1", "app_web_1@node2"])
    }

    // MARK: Two containers in one place

    @Test func theOneOnTheAssignedNodeStays() {
        var world = World(.sample("web"))
        world.add("app_web_1", .web(1), on: "node1")
        world.add("app_web_1", .web(1), on: "node2")
        world.application.assignments[.web(1)] = "node2"
        #expect(world.settle() == [["remove app_web_1@node1"]])
    }

    @Test func withoutAssignmentTheRunningOneStays() {
        var world = World(.sample("web"))
        world.add("app_web_1", .web(1), on: "node1", state: .exited)
        world.add("app_web_1", .web(1), on: "node3")
        #expect(world.settle() == [["remove app_web_1@node1"]])
        #expect(world.application.assignments == [.web(1): "node3"])
    }

    @Test func elseTheOldestStays() {
        var world = World(.sample("web"))
        world.add("app_web_1", .web(1), on: "node3")
        world.now = world.now + .seconds(1)
        world.add("app_web_1", .web(1), on: "node1")
        #expect(world.settle() == [["remove app_web_1@node1"]])
    }

    @Test func whatIsOnAnotherNodeIsAdopted() {
        var world = World(.sample("web"))
        world.add("app_web_1", .web(1), on: "node3")
        world.application.assignments[.web(1)] = "node1"
        #expect(world.settle() == [])
        #expect(world.application.assignments == [.web(1): "node3"])
    }

    @Test func nothingIsJudgedWhileTheAssignedNodeIsAway() {
        var world = World(.sample("web"))
        world.add("app_web_1", .web(1), on: "node1")
        world.add("app_web_1", .web(1), on: "node2")
        world.application.assignments[.web(1)] = "node1"
        world.set(.disconnected, "node1")
        #expect(world.settle() == [])
        world.containers.removeAll { $0.node == "node1" }
        #expect(world.settle() == [])
        world.set(.ready, "node1")
        #expect(world.settle() == [])
        #expect(world.application.assignments == [.web(1): "node2"])
    }

    /// A lost node came back before the container that was made elsewhere serves.
    private func twice(_ body: (inout ServiceSpec) -> Void = { _ in }) -> World {
        var world = World(.sample("web", body))
        world.add("app_web_1", .web(1), on: "node1")
        world.starting = ["web"]
        world.add("app_web_1", .web(1), on: "node2")
        world.starting = []
        world.application.assignments[.web(1)] = "node2"
        return world
    }

    @Test func theSecondOneServesUntilTheFirstDoes() throws {
        var world = twice()
        #expect(world.settle() == [])
        #expect(!world.reconcile().isFinished)
        let starting = try #require(world.containers.last?.status.id)
        world.change(starting) { $0.health.state = .healthy }
        #expect(world.settle() == [["remove app_web_1@node1"]])
        #expect(world.reconcile().isFinished)
    }

    @Test func theSecondOneTakesThePlaceOfWhatCanNotStart() throws {
        var world = twice()
        let broken = try #require(world.containers.last?.status.id)
        world.change(broken) { $0.state = .dead }
        #expect(world.settle() == [["remove app_web_1@node2"]])
        #expect(world.application.assignments == [.web(1): "node1"])
        #expect(world.reconcile().isFinished)
    }

    @Test func theSecondOneGoesAtOnceWhenBothMayNotBeThere() {
        let cases: [(inout ServiceSpec) -> Void] = [
            { $0.update.order = .stopFirst },
            { $0.volumes = [VolumeMount(source: .volume("data"), target: "/d")] },
        ]
        for body in cases {
            var world = twice(body)
            #expect(world.step().lines == ["remove app_web_1@node1"])
        }
    }

    @Test(arguments: [ContainerStatus.State.exited, .dead])
    func aSecondOneThatDoesNotServeGoesAtOnce(state: ContainerStatus.State) throws {
        var world = twice()
        let second = try #require(world.containers.first?.status.id)
        world.change(second) { $0.state = state }
        #expect(world.step().lines == ["remove app_web_1@node1"])
    }

    @Test func aServiceThatIsToStopKeepsNoSecondOne() {
        var world = twice()
        world.application.serviceIntents["web"] = .stop
        #expect(world.step().lines == ["remove app_web_1@node1", "stop app_web_1@node2"])
    }

    @Test func aPlanLeavesTheSecondOneOut() {
        let world = twice()
        #expect(Planner.plan(world.input).map(\.kind) == [.keep, .remove])
    }
}
