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

@Suite struct DrainTests {
    private func deployed(_ count: Int = 2, _ body: (inout ServiceSpec) -> Void = { _ in }) -> World {
        var world = World(
            .sample("web") { web in
                web.scale = count
                web.update.monitorSeconds = 0
                body(&web)
            }
        )
        world.settle()
        return world
    }

    @Test func containersLeaveADrainedNodeStartFirst() {
        var world = deployed()
        world.set(.drained, "node1")
        let output = world.step()
        #expect(output.lines == ["create app_web_1.new@node3"])
        #expect(output.actions.first?.reasons.first == "node1 is drained; goes to node3")
        #expect(
            world.settle() == [
                ["remove app_web_1@node1"], ["create app_web_1@node3"], ["remove app_web_1.new@node3"],
            ]
        )
        #expect(world.places == ["app_web_1@node3", "app_web_2@node2"])
        #expect(world.reconcile().isFinished)
    }

    @Test func aPortOfTheNodeIsNoObstacleToAMove() {
        var world = deployed { $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)] }
        world.set(.drained, "node1")
        #expect(world.reconcile().lines == ["create app_web_1.new@node3"])
    }

    @Test func whatWritesToAVolumeStopsFirstOneAtATime() {
        var world = deployed(3) { $0.volumes = [VolumeMount(source: .volume("data"), target: "/d")] }
        world.set(.drained, "node1")
        world.set(.drained, "node2")
        #expect(
            world.settle() == [
                ["replace app_web_1@node1"], ["create app_web_1@node3"], ["replace app_web_2@node2"],
                ["create app_web_2@node3"],
            ]
        )
    }

    @Test func withoutRoomElsewhereItStays() {
        var world = deployed(1)
        world.set(.drained, "node1")
        world.set(.lost, "node2")
        world.set(.lost, "node3")
        let output = world.reconcile()
        #expect(output.lines == [])
        #expect(output.waiting[.web(1)]?.kind == .placement)
        world.set(.ready, "node1")
        #expect(world.reconcile().isFinished)
    }

    @Test func aNodeThatIsActiveAgainKeepsWhatHasNotLeft() {
        var world = deployed()
        world.starting = ["web"]
        world.set(.drained, "node1")
        world.step()
        world.set(.ready, "node1")
        #expect(world.settle() == [["remove app_web_1.new@node3"]])
        #expect(world.places == ["app_web_1@node1", "app_web_2@node2"])
    }

    @Test func gantrysOwnContainersStay() {
        var world = World(.sample("web") { $0.isGlobal = true }, nodes: 2)
        world.settle()
        world.application.staysOnDrainedNodes = true
        world.set(.drained, "node1")
        #expect(world.settle() == [])
        world.containers.removeAll { $0.node == "node1" }
        #expect(world.settle() == [])
        world.set(.ready, "node1")
        #expect(world.settle() == [["create app_web_1@node1"]])
    }

    // MARK: Moves that were asked for

    @Test func aMoveIsMadeOnceAndForgotten() {
        var world = deployed()
        world.application.moves = [.web(1): "node3"]
        world.settle()
        #expect(world.places == ["app_web_1@node3", "app_web_2@node2"])
        #expect(world.application.moves.isEmpty)
        #expect(world.reconcile().isFinished)
    }

    @Test func aMoveStopFirstEndsThere() {
        var world = deployed(1) { $0.update.order = .stopFirst }
        world.application.moves = [.web(1): "node3"]
        #expect(world.settle() == [["replace app_web_1@node1"], ["create app_web_1@node3"]])
        #expect(world.application.moves.isEmpty)
    }

    @Test(arguments: [UpdateSpec.Order.startFirst, .stopFirst], [true, false])
    func onlyAForcedMoveThrowsDataAway(order: UpdateSpec.Order, isForced: Bool) {
        var world = deployed(1) { $0.update.order = order }
        world.application.moves = [.web(1): "node3"]
        if isForced { world.application.forcedMoves = [.web(1)] }
        #expect(world.removals(until: "app_web_1@node3") == [isForced])
    }

    @Test(arguments: [true, false])
    func anUpdateThrowsDataAwayOnTheNodesThatItLeaves(isElsewhere: Bool) {
        var world = deployed(1) { $0.update.order = .stopFirst }
        world.application.reschedulesOnUpdate = true
        if isElsewhere { world.add("other_1", ContainerSlot(service: "other", number: 1), on: "node1", life: nil) }
        world.edit("web") { $0.image = "image:2" }
        #expect(world.removals(until: "app_web_1@node\(isElsewhere ? 2 : 1)") == [isElsewhere])
    }

    @Test func aMoveThatCanNotBeMadeIsForgotten() {
        var world = deployed()
        world.set(.drained, "node3")
        world.application.moves = [.web(1): "node3", .web(2): "gone"]
        #expect(world.settle() == [])
        #expect(world.application.moves.isEmpty)
        #expect(world.reconcile().isFinished)
    }

    @Test func aMoveWhoseTargetIsDrainedHalfWayIsForgotten() {
        var world = deployed(1)
        world.application.moves = [.web(1): "node3"]
        world.settleUntil("remove app_web_1@node1")
        world.set(.drained, "node3")
        #expect(world.settle() == [["create app_web_1@node2"], ["remove app_web_1.new@node3"]])
        #expect(world.application.moves.isEmpty)
        #expect(world.reconcile().isFinished)
    }

    @Test func anUpdateMayPlaceAnew() {
        var world = deployed(1)
        world.application.reschedulesOnUpdate = true
        world.add("other_1", ContainerSlot(service: "other", number: 1), on: "node1", life: nil)
        world.edit("web") { $0.image = "image:2" }
        world.settle()
        #expect(world.places == ["app_web_1@node2", "other_1@node1"])
        #expect(world.reconcile().isFinished)
    }
}

extension World {
    /// Whether each removal of the container `app_web_1` on its way to a place took its anonymous volumes along.
    fileprivate mutating func removals(until place: String) -> [Bool] {
        var found: [Bool] = []
        for _ in 1...20 {
            let output = step()
            for action in output.actions where action.containerName == "app_web_1" {
                if case .remove(_, let options) = action.work { found.append(options.removesVolumes) }
            }
            if output.isFinished { break }
            now = max(now, output.wakeAt ?? now)
        }
        #expect(places.contains(place))
        return found
    }
}
