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

@Suite struct GlobalServiceTests {
    private var world: World { World(.sample("web") { $0.isGlobal = true }, nodes: 2) }

    @Test func oneOnEachNodeAlsoOnLaterOnes() {
        var world = world
        #expect(world.settle() == [["create app_web_1@node1", "create app_web_2@node2"]])
        world.nodes.append(.sample("node0"))
        #expect(world.settle() == [["create app_web_3@node0"]])
        #expect(world.reconcile().isFinished)
    }

    @Test func nodeThatLeftFreesItsNumber() {
        var world = world
        world.settle()
        world.set(nil, "node1")
        #expect(world.settle() == [])
        world.nodes.append(.sample("node3"))
        #expect(world.settle() == [["create app_web_1@node3"]])
        #expect(world.application.assignments == [.web(1): "node3", .web(2): "node2"])
    }

    @Test(arguments: [NodeCondition.disconnected, .lost, .engineDown])
    func nodesThatAreAwayKeepWhatTheyHave(condition: NodeCondition) {
        var world = world
        world.settle()
        world.set(condition, "node1")
        let output = world.step()
        #expect(output.lines == [])
        #expect(output.assignments == [.web(1): "node1", .web(2): "node2"])
        #expect(output.waiting[.web(1)]?.kind == .nodeAway)
        #expect(!output.isFinished)
    }

    @Test(arguments: [NodeCondition.disconnected, .lost, .engineDown, .joining, .drained])
    func nodesThatMayNotTakeWorkGetNothingNew(condition: NodeCondition) {
        var world = world
        world.set(condition, "node2")
        #expect(world.settle() == [["create app_web_1@node1"]])
        #expect(world.reconcile().isFinished)
    }

    @Test func drainedNodeLosesItsContainer() {
        var world = world
        world.settle()
        world.set(.drained, "node1")
        let output = world.step()
        #expect(output.lines == ["remove app_web_1@node1"])
        #expect(output.actions.first?.reasons == ["node1 is drained"])
        world.set(.ready, "node1")
        #expect(world.settle() == [["create app_web_1@node1"]])
    }

    @Test func takenPortIsToldButNotAssigned() {
        var world = World(
            .sample("web") {
                $0.isGlobal = true
                $0.ports = [PortMapping(container: ContainerPort(80), hostPort: 80)]
            },
            nodes: 2
        )
        world.add("other_db_1", ContainerSlot(service: "db", number: 1), on: "node1", life: nil)
        world.change("other_db_1") {
            $0.publishedPorts = [PublishedPort(container: ContainerPort(1), hostIP: "0.0.0.0", hostPort: 80)]
        }
        let output = world.step()
        #expect(output.lines == ["create app_web_2@node2"])
        #expect(output.assignments == [.web(2): "node2"])
        #expect(
            output.waiting[.web(1)]?.message == "fits on no node: node1 has port 80/tcp taken by other_db_1"
        )
        #expect(output.state == .failed)
    }

    @Test func numbersStayWhenAServiceBecomesGlobal() {
        var world = World(.sample("web") { $0.scale = 3 }, nodes: 2)
        world.settle()
        world.edit("web") { $0.isGlobal = true }
        #expect(world.settle() == [["remove app_web_3@node1"]])
    }
}
