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

/// What a version leaves behind whose successor calls its services otherwise.
@Suite struct HandoverTests {
    private static func service(
        _ name: ServiceName,
        _ body: (inout ServiceSpec) -> Void = { _ in }
    ) -> ServiceSpec {
        .sample(name) { service in
            service.update.monitorSeconds = 0
            body(&service)
        }
    }

    /// Services that run, to be replaced.
    private func running(_ services: ServiceSpec..., nodes: Int = 3) -> World {
        var world = World(nodes: nodes)
        world.application.spec.services = services
        world.settle()
        return world
    }

    @Test func whatLeavesGoesWhenAllThatIsNewServes() {
        var world = running(Self.service("old") { $0.scale = 2 })
        world.starting = ["one", "two"]
        world.deploy(Self.service("one"), Self.service("two"))
        #expect(world.settle() == [["create app_one_1@node3", "create app_two_1@node1"]])
        let output = world.reconcile()
        let old = ContainerSlot(service: "old", number: 1)
        #expect(output.waiting[old]?.message == "goes on until one, two serve")
        #expect(output.state == .updating && output.serviceStates["old"] == .running)
        #expect(!output.isFinished)
        world.change("app_two_1") { $0.health.state = .healthy }
        #expect(world.settle() == [])
        #expect(world.reconcile().waiting[old]?.message == "goes on until one serves")
        world.change("app_one_1") { $0.health.state = .healthy }
        #expect(world.step().lines == ["remove app_old_1@node1", "remove app_old_2@node2"])
        #expect(world.application.handover != nil, "until they are gone")
        let last = world.step()
        #expect(world.application.handover == nil)
        #expect(last.isFinished && last.state == .running)
        #expect(world.application.assignments.count == 2)
    }

    @Test func newContainersAreWatchedBefore() {
        var world = running(Self.service("old"))
        world.deploy(Self.service("new") { $0.update.monitorSeconds = 20 })
        #expect(world.settle() == [["create app_new_1@node2"]])
        world.now = world.now + .seconds(19)
        #expect(world.settle() == [])
        world.now = world.now + .seconds(1)
        #expect(world.settle() == [["remove app_old_1@node1"]])
    }

    @Test(arguments: [0, 3_600])
    func theyAreWatchedAsLongWhenTheServerIsRestarted(ahead: Int64) {
        var world = running(Self.service("old"))
        world.deploy(Self.service("new") { $0.update.monitorSeconds = 20 })
        #expect(world.settle() == [["create app_new_1@node2"]])
        let start = world.now + .seconds(ahead)
        world.change("app_new_1") { $0.started = start }
        if ahead == 0 { world.now = world.now + .seconds(12) }
        world.rollOuts = RollOutMemory()
        #expect(world.settle() == [])
        world.now = world.now + .seconds(ahead == 0 ? 7 : 19)
        #expect(world.settle() == [])
        world.now = world.now + .seconds(1)
        #expect(world.settle() == [["remove app_old_1@node1"]])
    }

    @Test func whatIsTheSameInBothHoldsNothingUp() {
        var world = running(Self.service("old"), Self.service("broken") { $0.restart = .no })
        world.exit("app_broken_1")
        world.deploy(Self.service("broken") { $0.restart = .no })
        let removed = world.step()
        #expect(removed.lines == ["remove app_old_1@node1"])
        #expect(removed.halts.isEmpty)
    }

    @Test func aChangedServiceIsWaitedFor() {
        var world = running(Self.service("old"), Self.service("web"))
        world.starting = ["web"]
        world.deploy(Self.service("web") { $0.image = "image:2" })
        #expect(world.settle() == [["replace app_web_1@node2"], ["create app_web_1@node2"]])
        world.change("app_web_1") { $0.health.state = .healthy }
        #expect(world.settle() == [["remove app_old_1@node1"]])
    }

    @Test func thoseThatNeedOthersGoFirst() {
        var world = running(Self.service("web") { $0.depends = ["db"] }, Self.service("db"))
        world.deploy(Self.service("new"))
        #expect(
            world.settle() == [["create app_new_1@node3"], ["remove app_web_1@node2"], ["remove app_db_1@node1"]]
        )
    }

    @Test func anUpdateThatFailsLeavesTheOldOnesServing() throws {
        var world = running(Self.service("old"))
        world.starting = ["new"]
        world.deploy(Self.service("new") { $0.update.timeLimitSeconds = 30 })
        world.settle()
        world.now = world.now + .seconds(31)
        let output = world.step()
        let halt = try #require(output.halts["new"])
        #expect(halt.message == "is starting, 30 s after the last step")
        #expect(halt.isUpdate)
        for _ in 1...3 {
            let later = world.reconcile()
            #expect(later.lines == [] && later.state == .failed)
            world.now = world.now + .seconds(600)
        }
        // What serves too late is not trusted any more, until it is deployed again.
        world.change("app_new_1") { $0.health.state = .healthy }
        #expect(world.reconcile().state == .failed)
        world.exit("app_old_1")
        #expect(world.step().lines == ["start app_old_1@node1"], "the old ones are kept up")
        world.application.halts = [:]
        #expect(world.settle() == [["remove app_old_1@node1"]])
    }

    @Test func goingBackKeepsWhatIsStillThere() {
        var world = running(Self.service("old"))
        let id = world.containers.first?.status.id
        world.starting = ["new"]
        world.deploy(Self.service("new"))
        world.settle()
        world.deploy(Self.service("old"))
        #expect(world.settle() == [["remove app_new_1@node2"]])
        #expect(world.containers.map(\.status.id) == [id])
        #expect(world.application.handover == nil)
    }

    @Test func aThirdVersionTakesOverFromBoth() {
        var world = running(Self.service("first"))
        world.starting = ["second"]
        world.deploy(Self.service("second"))
        world.settle()
        world.deploy(Self.service("third"))
        #expect(
            world.settle() == [
                ["create app_third_1@node3"], ["remove app_first_1@node1", "remove app_second_1@node2"],
            ]
        )
    }

    @Test func stoppingTheApplicationEndsIt() {
        var world = running(Self.service("old"))
        world.starting = ["new"]
        world.deploy(Self.service("new"))
        world.settle()
        world.application.intent = .stop
        #expect(Set(world.settle().joined()) == ["remove app_old_1@node1", "stop app_new_1@node2"])
        #expect(world.application.handover == nil)
        world.application.intent = .remove
        world.settle()
        #expect(world.containers.isEmpty && world.reconcile().isFinished)
    }

    @Test func whatWasStoppedByHandDoesNotComeBack() {
        let old = ApplicationSpec(name: "app", services: [Self.service("old"), Self.service("idle")])
        let next = ApplicationSpec(name: "app", services: [Self.service("new")])
        let handover = Handover(from: (old, ["old": "sha256:1"]), stopped: ["idle"], to: (next, [:]))
        #expect(handover?.leaving.map(\.name) == ["old"])
        #expect(handover?.arriving == ["new"])
        #expect(handover?.pulledImages == ["old": "sha256:1"])
        #expect(Handover(from: (old, [:]), stopped: ["idle", "old"], to: (next, [:])) == nil)
    }

    @Test func missingOnesAreNotMadeAgain() {
        var world = running(Self.service("old") { $0.scale = 2 })
        world.starting = ["new"]
        world.deploy(Self.service("new"))
        world.settle()
        world.containers.removeAll { $0.status.name == "app_old_2" }
        #expect(world.settle() == [])
    }

    @Test func whatIsOutOfReachIsNotWaitedFor() {
        var world = running(Self.service("old") { $0.scale = 2 })
        world.deploy(Self.service("new"))
        world.set(.lost, "node2")
        #expect(world.settle() == [["create app_new_1@node3"], ["remove app_old_1@node1"]])
        #expect(world.application.handover == nil && world.reconcile().isFinished)
        world.set(.ready, "node2")
        #expect(world.settle() == [["remove app_old_2@node2"]])
        #expect(world.application.assignments.count == 1)
    }

    @Test func aDrainedNodeIsLeftByThemToo() {
        var world = running(Self.service("old"))
        world.starting = ["new"]
        world.deploy(Self.service("new"))
        world.settle()
        world.set(.drained, "node1")
        world.settle()
        #expect(world.places == ["app_new_1@node2", "app_old_1@node3"])
        #expect(world.containers.allSatisfy { $0.status.isServing || $0.status.name == "app_new_1" })
    }

    // MARK: What can't be had twice

    /// Each claims something that another one has.
    private static let claims: [@Sendable (inout ServiceSpec) -> Void] = [
        { $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)] },
        { $0.resources.memoryBytes = 600 * 1_048_576 },
        { $0.volumes = [VolumeMount(source: .volume("data"), target: "/data")] },
        { $0.volumes = [VolumeMount(source: .hostPath("/srv"), target: "/data")] },
        { $0.containerName = "shop" },
        { $0.network = .host },
    ]

    @Test(arguments: claims.indices)
    func itIsLetGoFirst(claim: Int) {
        var world = running(Self.service("old", Self.claims[claim]), nodes: 1)
        world.deploy(Self.service("new", Self.claims[claim]))
        let names = claim == 4 ? ["shop", "shop"] : ["app_old_1", "app_new_1"]
        let plan = Planner.plan(world.input).map { "\($0.kind) \($0.containerName)@\($0.node ?? "-")" }
        #expect(plan == ["create \(names[1])@node1", "remove \(names[0])@node1"])
        #expect(world.settle() == [["remove \(names[0])@node1"], ["create \(names[1])@node1"]])
        #expect(world.reconcile().isFinished)
    }

    @Test func placesChangeHandsOneByOne() {
        let port: (inout ServiceSpec) -> Void = { service in
            service.scale = 3
            service.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)]
        }
        var world = running(Self.service("old", port))
        world.starting = ["new"]
        world.deploy(Self.service("new", port))
        #expect(world.settle() == [["remove app_old_1@node1"], ["create app_new_1@node1"]])
        let waiting = world.reconcile().waiting[ContainerSlot(service: "new", number: 2)]
        #expect(waiting?.message == "takes the place of app_old_2 when those made before it serve")
        world.change("app_new_1") { $0.health.state = .healthy }
        #expect(world.settle() == [["remove app_old_2@node2"], ["create app_new_2@node2"]])
    }

    @Test func whatMustNotBeBesideItIsLetGoFirst() {
        var world = running(Self.service("old") { $0.scale = 2 }, nodes: 2)
        world.deploy(
            Self.service("new") { new in
                new.placement.affinities = [PlacementExpression(key: "service", isNegated: true, value: "old")]
            }
        )
        #expect(
            world.settle() == [["remove app_old_1@node1"], ["create app_new_1@node1"], ["remove app_old_2@node2"]]
        )
    }

    @Test func whatWouldFitNowhereAnywayLetsNothingGo() {
        var world = running(Self.service("old") { $0.resources.memoryBytes = 1 << 20 }, nodes: 1)
        world.deploy(Self.service("new") { $0.resources.memoryBytes = 1 << 40 })
        let output = world.step()
        #expect(output.lines == [] && output.state == .failed)
        #expect(output.waiting[ContainerSlot(service: "new", number: 1)]?.kind == .placement)
    }

    @Test func readingWhatAnotherWritesIsNoConflict() {
        var world = running(Self.service("old") { $0.volumes = [VolumeMount(source: .volume("data"), target: "/a")] })
        world.deploy(
            Self.service("new") {
                $0.volumes = [VolumeMount(source: .volume("data"), target: "/a", options: ["ro"])]
            }
        )
        #expect(world.settle() == [["create app_new_1@node2"], ["remove app_old_1@node1"]])
    }

    @Test func thePlanSaysWhenTheyGo() {
        var world = running(Self.service("old"))
        world.deploy(Self.service("new"))
        let plan = Planner.plan(world.input)
        #expect(plan.map { "\($0.kind) \($0.containerName)" } == ["create app_new_1", "remove app_old_1"])
        #expect(plan.last?.reasons == ["its service isn't in the template any more; it goes when new serves"])
    }
}
