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

@Suite struct StartFirstTests {
    private func deployed(
        _ count: Int = 1,
        nodes: Int = 3,
        beside others: ServiceSpec? = nil,
        _ body: (inout ServiceSpec) -> Void = { _ in }
    ) -> World {
        var world = World(
            .sample("web") { web in
                web.scale = count
                web.update.parallelism = 1
                web.update.monitorSeconds = 0
                body(&web)
            },
            nodes: nodes
        )
        if let others { world.application.spec.services.append(others) }
        world.settle()
        world.edit("web") { $0.image = "image:2" }
        return world
    }

    @Test func theSuccessorTakesOverBeforeTheOldOneGoes() {
        var world = deployed(2)
        #expect(
            world.settle() == [
                ["create app_web_1.new@node1"], ["remove app_web_1@node1"], ["create app_web_1@node1"],
                ["remove app_web_1.new@node1"],
                ["create app_web_2.new@node2"], ["remove app_web_2@node2"], ["create app_web_2@node2"],
                ["remove app_web_2.new@node2"],
            ]
        )
        #expect(world.places == ["app_web_1@node1", "app_web_2@node2"])
        #expect(world.reconcile().isFinished)
        #expect(world.application.successors.isEmpty)
    }

    @Test func theSuccessorsAnonymousVolumesGoWithIt() {
        var world = deployed()
        var removed: [String] = []
        for _ in 1...4 {
            for action in world.step().actions {
                guard case .remove(_, let options) = action.work else { continue }
                removed.append("\(action.containerName) \(options.removesVolumes)")
            }
        }
        #expect(removed == ["app_web_1 false", "app_web_1.new true"])
    }

    @Test func theSuccessorsNodeIsKnownBeforeItIsMade() {
        var world = deployed()
        let output = world.reconcile()
        #expect(output.successors == [.web(1): "node1"])
        #expect(output.assignments == [.web(1): "node1"])
        #expect(world.reconcile().lines == output.lines, "after a crash the same is done again")
    }

    @Test func theOrdinaryContainerIsMadeWhereItsSuccessorIs() {
        var world = deployed()
        world.set(.drained, "node1")
        world.settleUntil("remove app_web_1@node1")
        let output = world.reconcile()
        #expect(output.lines == ["create app_web_1@node2"])
        #expect(output.assignments == [.web(1): "node2"])
        #expect(output.successors == [.web(1): "node2"], "it stands in until the other one serves")
        #expect(world.reconcile().lines == output.lines, "after a crash the same is done again")
    }

    @Test func theSuccessorStaysUntilTheOrdinaryContainerServes() {
        var world = deployed()
        world.settleUntil("remove app_web_1@node1")
        world.starting = ["web"]
        #expect(world.step().lines == ["create app_web_1@node1"])
        #expect(world.step().lines == [])
        world.change("app_web_1") { $0.health.state = .unhealthy }
        #expect(world.step().lines == [])
        world.change("app_web_1") { $0.health.state = .healthy }
        let output = world.step()
        #expect(output.lines == ["remove app_web_1.new@node1"])
        #expect(output.state == .updating)
        #expect(world.step().state == .running, "its going is the last thing that happens")
    }

    @Test func aSuccessorThatIsNotWellIsWaitedFor() {
        var world = deployed()
        world.starting = ["web"]
        world.step()
        let output = world.step()
        #expect(output.lines == [])
        #expect(output.waiting[.web(1)]?.message == "its successor is starting")
        #expect(output.state == .updating)
        world.change("app_web_1.new") { $0.health.state = .healthy }
        #expect(world.step().lines == ["remove app_web_1@node1"])
    }

    @Test func withoutAProbeItIsWatchedForAWhile() {
        var world = deployed { $0.update.monitorSeconds = nil }
        world.step()
        let output = world.step()
        #expect(output.lines == [])
        #expect(output.wakeAt == world.now + .seconds(5))
        world.now = world.now + .seconds(5)
        #expect(world.step().lines == ["remove app_web_1@node1"])
    }

    @Test func aSuccessorThatWasOnlyCreatedIsStarted() {
        var world = deployed()
        world.step()
        world.change("app_web_1.new") { $0.state = .created }
        #expect(world.step().lines == ["start app_web_1.new@node1"])
    }

    @Test func anotherUpdateReplacesTheSuccessor() {
        var world = deployed()
        world.starting = ["web"]
        world.step()
        world.edit("web") { $0.image = "image:3" }
        world.starting = []
        #expect(
            world.settle() == [
                ["remove app_web_1.new@node1"], ["create app_web_1.new@node1"], ["remove app_web_1@node1"],
                ["create app_web_1@node1"], ["remove app_web_1.new@node1"],
            ]
        )
    }

    @Test func anotherUpdateKeepsTheSuccessorThatAloneServes() {
        var world = deployed()
        world.step()
        world.change("app_web_1") { $0.health.state = .unhealthy }
        world.edit("web") { $0.image = "image:3" }
        #expect(
            world.settle() == [
                ["remove app_web_1@node1"], ["create app_web_1@node1"], ["remove app_web_1.new@node1"],
            ]
        )
    }

    @Test func aSuccessorThatEndedGoesByAnUpdate() {
        var world = deployed { $0.restart = .no }
        world.settleUntil("remove app_web_1@node1")
        world.exit("app_web_1.new")
        world.edit("web") { $0.image = "image:1" }
        #expect(world.settle() == [["remove app_web_1.new@node1"], ["create app_web_1@node1"]])
        #expect(world.places == ["app_web_1@node1"])
    }

    @Test func anUpdateTakenBackRemovesTheSuccessor() {
        var world = deployed()
        world.starting = ["web"]
        world.step()
        world.edit("web") { $0.image = "image:1" }
        #expect(world.settle() == [["remove app_web_1.new@node1"]])
        let output = world.reconcile()
        #expect(output.isFinished)
        #expect(output.state == .running)
    }

    @Test func aMissingOldOneWaitsForItsSuccessor() {
        var world = deployed()
        world.starting = ["web"]
        world.step()
        world.containers.removeAll { $0.status.name == "app_web_1" }
        #expect(world.settle() == [])
        world.starting = []
        world.change("app_web_1.new") { $0.health.state = .healthy }
        #expect(world.settle() == [["create app_web_1@node1"], ["remove app_web_1.new@node1"]])
    }

    @Test(arguments: [ApplicationIntent.stop, .remove])
    func anApplicationThatEndsKeepsNoSuccessor(intent: ApplicationIntent) {
        var world = deployed()
        world.starting = ["web"]
        world.step()
        world.application.intent = intent
        world.settle()
        #expect(world.places == (intent == .stop ? ["app_web_1@node1"] : []))
        #expect(world.reconcile().isFinished)
        #expect(world.application.successors.isEmpty)
    }

    @Test func scalingDownTakesTheSuccessorAlong() {
        var world = deployed(2)
        world.starting = ["web"]
        world.step()
        world.edit("web") { $0.scale = 0 }
        world.settle()
        #expect(world.places == [])
    }

    /// A template's way to say it, and whether the new container may be beside the old one.
    static let cases: [(name: String, spec: @Sendable (inout ServiceSpec) -> Void, startsFirst: Bool)] = [
        ("rolling", { _ in }, true),
        ("standard", { $0.update.parallelism = nil }, false),
        (
            "standard, but asked for",
            {
                $0.update = UpdateSpec(); $0.update.order = .startFirst
            }, true
        ),
        ("stop-first", { $0.update.order = .stopFirst }, false),
        ("a port of the node", { $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)] }, false),
        ("a port that the engine chooses", { $0.ports = [PortMapping(container: ContainerPort(80))] }, true),
        ("the node's network", { $0.network = .host }, false),
        ("a named volume", { $0.volumes = [VolumeMount(source: .volume("data"), target: "/d")] }, false),
        ("a directory", { $0.volumes = [VolumeMount(source: .hostPath("/d"), target: "/d")] }, false),
        (
            "a directory to read",
            { $0.volumes = [VolumeMount(source: .hostPath("/d"), target: "/d", options: ["ro"])] }, true
        ),
        ("a volume of its own", { $0.volumes = [VolumeMount(source: .anonymous, target: "/d")] }, true),
        ("another's volumes", { $0.volumesFrom = [VolumesFrom(service: "db")] }, false),
        ("no room for both", { $0.resources.memoryBytes = 700 << 20 }, false),
    ]

    @Test(arguments: cases.indices)
    func portsAndVolumesDecide(index: Int) {
        let (name, spec, startsFirst) = Self.cases[index]
        var world = deployed(1, nodes: 1, beside: .sample("db"), spec)
        world.edit("web") { $0.update.monitorSeconds = 0 }
        let memory: Int64 = name == "no room for both" ? 700 << 20 : 0
        world.change("app_web_1") { $0.memoryBytes = memory }
        let first = world.reconcile().lines
        #expect(first == [startsFirst ? "create app_web_1.new@node1" : "replace app_web_1@node1"], "\(name)")
        world.settle()
        #expect(world.places == ["app_db_1@node1", "app_web_1@node1"], "\(name)")
    }

    /// What it wrote is for the container that takes its place, not for two at a time.
    @Test(arguments: [(nil, false), (UpdateSpec.Order.startFirst, true), (.stopFirst, false)])
    func volumesOfThePlaceAreForOneAtATime(order: UpdateSpec.Order?, startsFirst: Bool) {
        var world = deployed { $0.update.order = order }
        world.change("app_web_1") { $0.hasSlotVolumes = true }
        let line = startsFirst ? "create app_web_1.new@node1" : "replace app_web_1@node1"
        #expect(world.reconcile().lines == [line])
    }

    @Test func whatDoesNotServeIsReplacedWithoutCeremony() {
        var world = deployed()
        world.change("app_web_1") { $0.health.state = .unhealthy }
        #expect(world.reconcile().lines == ["replace app_web_1@node1"])
    }
}
