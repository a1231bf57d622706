//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct MoveTests {
    private func counts(_ cluster: TestCluster) async -> [Int] {
        var counts: [Int] = []
        for node in cluster.nodes { counts.append(await node.containers.count) }
        return counts
    }

    @Test func aDrainedNodeLosesItsContainersAndKeepsItsStateOverARestart() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.plane.setHostDrained(cluster.id, "n1", true)
            try await cluster.waitForStatus("drained", of: cluster.nodes[0])
            try await cluster.inTime("it is empty") {
                try await cluster.plane.drainStatus(cluster.id, "n1").remaining.isEmpty
            }
            try await cluster.inTime("both are on the other") { await counts(cluster) == [0, 2] }
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"], inTime: true)
            let event = try await cluster.waitForEvent("container.rescheduled", project: "shop")
            #expect(event.message.hasPrefix("shop_web_1 goes from n1 to n2: n1 is drained"))
            await cluster.stopServer()
            try await cluster.startServer()
            for node in cluster.nodes { await cluster.connect(node) }
            try await cluster.waitForStatus("drained", of: cluster.nodes[0])
            try await cluster.plane.setHostDrained(cluster.id, "n1", false)
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
        }
    }

    @Test func whatFitsNowhereElseIsTold() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.plane.setHostDrained(cluster.id, "n1", true)
            try await eventually("it is told") {
                try await cluster.plane.drainStatus(cluster.id, "n1").remaining.first?.isUnplaceable ?? false
            }
            #expect(await cluster.names() == ["shop_web_1"])
            await expectError(.notFound) { try await cluster.plane.setHostDrained(cluster.id, "n9", true) }
        }
    }

    @Test func aLostNodesContainersMoveAndItsCopiesGo() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let template =
                "web:\n  image: nginx:1\n  environment: ['reschedule:on-node-failure']\n  labels:\n    aliyun.scale: '2'\n"
            try await cluster.deploy("shop", template)
            try await cluster.waitForState("running", of: "shop")
            let (here, away) = (cluster.nodes[0], cluster.nodes[1])
            try await cluster.advance(by: .seconds(60))
            await away.disconnect()
            try await cluster.advance(by: .seconds(3))
            #expect(try await cluster.plane.host(cluster.id, "n2").status == "disconnected")
            try await cluster.advance(by: .seconds(2))
            try await cluster.waitForStatus("lost", of: away)
            try await eventually("it is told when it moves") {
                try await cluster.waiting("shop").values.contains { $0.contains("moves in") }
            }
            #expect(await here.containers.count == 1)
            try await cluster.advance(by: .seconds(31))
            try await eventually("both are here") { await here.names == ["shop_web_1", "shop_web_2"] }
            let event = try await cluster.waitForEvent("container.rescheduled", project: "shop")
            #expect(event.message.hasPrefix("shop_web_2 goes from n2 to n1: n2 is lost"))
            try await cluster.waitForState("running", of: "shop")
            await cluster.connect(away)
            try await eventually("the copy goes") { await away.names.isEmpty }
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
        }
    }

    @Test func aRebalanceDoesWhatItsPlanSays() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.setHostDrained(id, "n2", true)
            try await cluster.deploy("shop", Templates.web(scale: 4))
            try await cluster.waitForState("running", of: "shop")
            #expect(await counts(cluster) == [4, 0])
            #expect(try await plane.rebalancePlan(id).moves.isEmpty)
            try await plane.setHostDrained(id, "n2", false)
            let plan = try await plane.rebalancePlan(id)
            #expect(plan.moves.map(\.container) == ["shop_web_4", "shop_web_3"])
            #expect(plan.moves.first?.reason == "n1 has 4 containers of shop_web, n2 has 0")
            #expect(await counts(cluster) == [4, 0], "a plan changes nothing")
            try await plane.rebalance(id, plan)
            try await cluster.inTime("they are spread") { await counts(cluster) == [2, 2] }
            try await cluster.waitForRunning((1...4).map { "shop_web_\($0)" }, inTime: true)
            let message = await expectError(.conflict) { try await plane.rebalance(id, plan) }
            #expect(message.contains("isn't on n1 any more"))
            #expect(try await plane.rebalancePlan(id).moves.isEmpty)
        }
    }

    @Test func aServiceWithDataIsMovedOnlyByForce() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.setHostDrained(id, "n2", true)
            try await cluster.deploy(
                "shop",
                "web:\n  image: nginx:1\n  volumes: ['data:/d']\n  labels:\n    aliyun.scale: '2'\n"
            )
            try await cluster.waitForState("running", of: "shop")
            try await plane.setHostDrained(id, "n2", false)
            #expect(try await plane.rebalancePlan(id).moves.isEmpty)
            await expectError(.conflict) { _ = try await plane.rescheduleService(id, "shop_web", force: false) }
            let moves = try await plane.rescheduleService(id, "shop_web", force: true).moves
            #expect(moves.map(\.container) == ["shop_web_2"])
            try await cluster.inTime("it has moved") { await counts(cluster) == [1, 1] }
        }
    }
}
