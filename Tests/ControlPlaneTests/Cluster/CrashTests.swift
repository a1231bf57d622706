//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import ControlPlane
import Model
import Testing

@Suite struct CrashTests {
    @Test func aServerThatDiesHalfWayMakesNothingTwice() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["nginx:1"] } }
            await cluster.nodes[0].fail("POST /containers/create", .hold)
            await cluster.nodes[1].fail("POST /containers/create", .hold)
            try await cluster.deploy("shop", Templates.web(scale: 6))
            try await eventually("both nodes are at it") {
                let first = await cluster.nodes[0].isHolding
                let second = await cluster.nodes[1].isHolding
                return first && second
            }
            await cluster.stopServer()

            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await eventually("the other node is waited for") {
                try await cluster.waiting("shop").values.contains { $0.contains("n2") }
            }
            try await eventually("its own part is there") { await cluster.nodes[0].containers.count == 3 }
            await cluster.connect(cluster.nodes[1])
            try await cluster.waitForRunning((1...6).map { "shop_web_\($0)" })
            #expect(await cluster.nodes[0].containers.count == 3, "what was meant for the other stayed meant for it")
            for number in 1...6 {
                #expect(cluster.journal.count(of: "POST /containers/create shop_web_\(number)") == 1)
            }
        }
    }

    @Test func aCreateWhoseAnswerIsLostIsTakenUp() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.change {
                $0.images = ["nginx:1"]
                $0.isSilent = true
            }
            await node.fail("POST /containers/create", .loseAnswer)
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForEvent("action.failed", project: "shop")
            try await cluster.advance(by: .seconds(5))
            try await cluster.waitForState("running", of: "shop")
            #expect(await node.names == ["shop_web_1"])
            #expect(await node.containers.values.first?.state == .running)
            #expect(cluster.journal.count(of: "POST /containers/create shop_web_1") == 2)
            #expect(cluster.journal.count(of: "GET /containers/shop_web_1/json") == 1)
        }
    }

    @Test func aNameThatSomebodyElseTookIsLeftAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            let foreign = ContainerStatus(
                id: "foreign",
                name: "shop_web_1",
                image: "other",
                state: .running,
                created: .now
            )
            await node.change {
                $0.images = ["nginx:1"]
                $0.containers = ["foreign": foreign]
            }
            try await cluster.deploy("shop", Templates.web(scale: 1))
            let failure = try await cluster.waitForEvent("action.failed", project: "shop")
            #expect(failure.message.contains("taken by a container that Gantry didn't make"))
            #expect(await node.containers["foreign"]?.state == .running)
        }
    }

    @Test func aNodeThatIsAwayIsWaitedForAndCountsAsLostInTheEnd() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            let creations = cluster.journal.count(of: "/containers/create")
            await cluster.nodes[1].disconnect()
            try await cluster.waitForStatus("disconnected", of: cluster.nodes[1])
            try await cluster.waitForEvent("node.disconnected")
            try await cluster.advance(by: .seconds(15))
            try await cluster.waitForStatus("lost", of: cluster.nodes[1])
            let lost = try await cluster.waitForEvent("node.lost")
            #expect(lost.level == "error")
            #expect(lost.node == "n2")

            await cluster.connect(cluster.nodes[1])
            try await cluster.waitForStatus("ready", of: cluster.nodes[1])
            try await cluster.waitForState("running", of: "shop")
            #expect(cluster.journal.count(of: "/containers/create") == creations)
        }
    }

    @Test func anAbsenceBeginsWithTheLastSignOfLife() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let away = cluster.nodes[1]
            await away.disconnect()
            await away.connect(to: cluster.plane, silence: .seconds(4))
            try await cluster.waitForStatus("ready", of: away)
            try await cluster.advance(by: .seconds(60))
            await away.disconnect()
            #expect(try await cluster.plane.host(cluster.id, "n2").status == "disconnected")
            try await cluster.advance(by: .seconds(1))
            try await cluster.waitForStatus("lost", of: away)
        }
    }

    @Test func aRestartedServerGivesEachNodeItsFullTime() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.advance(by: .seconds(60))
            await cluster.stopServer()
            let start = cluster.clock.now
            try await cluster.startServer()
            try await cluster.advance(by: .seconds(13))
            #expect(try await cluster.plane.host(cluster.id, "n1").status == "disconnected")
            try await cluster.advance(by: .seconds(2))
            try await cluster.waitForStatus("lost", of: cluster.nodes[0])
            let loss = try #require(Timestamp(try await cluster.waitForEvent("node.lost").time))
            #expect(loss - start >= .seconds(15))
        }
    }

    @Test func theContainersOfAnEngineThatIsDownAreKept() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            let creations = cluster.journal.count(of: "/containers/create")
            let node = cluster.nodes[1]
            var down = await node.status
            down.isEngineReachable = false
            try await node.report(.full(NodeReport(status: down, containers: [])))
            try await cluster.waitForStatus("engineDown", of: node)
            #expect(try await cluster.plane.containers(cluster.id, all: true).count == 2)
            try await cluster.poke()
            try await node.reportAll()
            try await cluster.waitForStatus("ready", of: node)
            try await cluster.waitForState("running", of: "shop")
            #expect(cluster.journal.count(of: "/containers/create") == creations)
        }
    }

    @Test func anEngineThatGoesAndComesIsTold() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            var status = await cluster.nodes[0].status
            status.isEngineReachable = false
            try await cluster.nodes[0].report(.node(status))
            #expect(try await cluster.waitForEvent("engine.down").level == "error")
            status.isEngineReachable = true
            try await cluster.nodes[0].report(.node(status))
            try await cluster.waitForEvent("engine.up")
        }
    }

    @Test func anApplicationIsRemovedFromANodeThatWasAway() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            let (here, away) = (cluster.nodes[0], cluster.nodes[1])
            await away.disconnect()
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: false)
            try await eventually("it is gone from the node that is there") { await here.names.isEmpty }
            try await eventually("the rest is still known") {
                try await cluster.plane.projects(cluster.id, nameContains: nil, services: false, containers: false)
                    .map(\.desiredState) == ["deleted"]
            }
            await expectError(.notFound) { _ = try await cluster.project("shop") }

            await cluster.stopServer()
            try await cluster.startServer()
            for node in cluster.nodes { await cluster.connect(node) }
            let removed = try await cluster.waitForEvent("application.removed", project: "shop")
            #expect(removed.message == "shop is removed")
            #expect(await away.names.isEmpty)
            #expect(
                try await cluster.plane.projects(cluster.id, nameContains: nil, services: false, containers: false)
                    .isEmpty
            )
        }
    }
}
