//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct RollOutTests {
    /// Long enough for a container without a probe to count as well.
    private static let monitor = Duration.seconds(6)

    private func images(_ cluster: TestCluster) async -> [String] {
        var images: [String] = []
        for node in cluster.nodes { images += await node.containers.values.map { "\($0.name) \($0.image)" } }
        return images.sorted()
    }

    private func waitForSuccessor(_ cluster: TestCluster) async throws {
        try await eventually("it runs") {
            await cluster.nodes[0].containers.values.contains { $0.name == "shop_web_1.new" && $0.state == .running }
        }
    }

    @Test func theSuccessorServesBeforeTheOldOneIsDrained() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.rolling(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            let before = cluster.journal.calls.count
            try await cluster.update("shop", Templates.rolling(scale: 1, image: "nginx:2"))
            try await eventually("both are routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.count == 2
            }
            #expect(await cluster.names() == ["shop_web_1", "shop_web_1.new"])
            #expect(try await cluster.project("shop").update?.phase == .updating)
            try await cluster.advance(by: Self.monitor)
            try await cluster.inTime("the new one has the name") { await images(cluster) == ["shop_web_1 nginx:2"] }
            try await cluster.waitForState("running", of: "shop", inTime: true)
            let calls = Array(cluster.journal.calls.dropFirst(before))
            func position(_ call: String) throws -> Int {
                try #require(calls.firstIndex { $0.hasSuffix(call) }, "\(call)")
            }
            let steps = try [
                position("POST /containers/shop_web_1.new/start"), position("POST /agent/v1/drain shop_web_1"),
                position("POST /containers/shop_web_1/stop"), position("DELETE /containers/shop_web_1"),
                position("DELETE /containers/shop_web_1.new"),
            ]
            #expect(steps == steps.sorted())
            let configuration = await cluster.nodes[0].configurations["shop_web_1.new"]
            #expect(configuration?["Hostname"] == "shop_web_1", "inside, it has its name from the start")
        }
    }

    @Test func aFailedContainerStopsTheUpdate() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.rolling(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.update("shop", Templates.rolling(scale: 2, image: "nginx:2"))
            try await waitForSuccessor(cluster)
            try await cluster.nodes[0].update("shop_web_1.new") { status in
                status.state = .exited
                status.exitCode = 3
            }
            let event = try await cluster.waitForEvent("update.failed", project: "shop")
            #expect(event.message.hasPrefix("shop_web_1 failed, so the update to version 1.1 stops and what is left"))
            #expect(event.message.contains("exited with 3"))
            try await eventually("the old ones are left") {
                await images(cluster) == ["shop_web_1 nginx:1", "shop_web_2 nginx:1"]
            }
            try await cluster.waitForState("failed", of: "shop")
            let update = try #require(try await cluster.project("shop").update)
            #expect(update.phase == .halted)
            #expect(update.container == "shop_web_1")
            // It stays so over a restart, until something else is deployed.
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await cluster.waitForState("failed", of: "shop")
            try await cluster.plane.rollBackProject(cluster.id, "shop", to: nil)
            try await cluster.waitForState("running", of: "shop")
            #expect(try await cluster.project("shop").update == nil)
        }
    }

    @Test func theSameDeployTriesAStoppedUpdateAgain() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.rolling(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            var request = ProjectRequest(name: nil, template: Templates.rolling(scale: 1, image: "nginx:2"))
            request.version = "2"
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            try await waitForSuccessor(cluster)
            try await cluster.nodes[0].update("shop_web_1.new") { status in
                status.state = .exited
                status.exitCode = 3
            }
            try await cluster.waitForState("failed", of: "shop", inTime: true)
            try await cluster.inTime("the old one is left") { await images(cluster) == ["shop_web_1 nginx:1"] }
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            try await waitForSuccessor(cluster)
            try await cluster.advance(by: Self.monitor)
            try await cluster.inTime("it is updated") { await images(cluster) == ["shop_web_1 nginx:2"] }
            try await cluster.waitForState("running", of: "shop", inTime: true)
            #expect(try await cluster.project("shop").version == "2")
            // There is nothing more to be tried.
            await expectError(.conflict) { _ = try await cluster.plane.updateProject(cluster.id, "shop", request) }
        }
    }

    @Test func aFailedUpdateIsTakenBackIfAskedFor() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.rolling(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            var request = ProjectRequest(name: nil, template: Templates.rolling(scale: 1, image: "nginx:2"))
            request.failureAction = "rollback"
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            try await waitForSuccessor(cluster)
            try await cluster.nodes[0].update("shop_web_1.new") { status in
                status.state = .exited
                status.exitCode = 1
            }
            try await cluster.waitForEvent("application.rolledBack", project: "shop")
            try await cluster.waitForState("running", of: "shop", inTime: true)
            let project = try await cluster.project("shop")
            #expect(project.version == "1.0")
            #expect(project.update?.phase == .rolledBack)
            #expect(project.update?.version == "1.1")
            try await cluster.inTime("the old one is left") { await images(cluster) == ["shop_web_1 nginx:1"] }
            #expect(
                try await cluster.plane.versions(cluster.id, "shop").map(\.cause) == [
                    "failedUpdate", "deploy", "deploy",
                ]
            )
        }
    }

    @Test func timesOutsideTheirRangeAreRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.rolling(scale: 1))
            for seconds in [0, 86_401] {
                var request = ProjectRequest(name: nil, template: Templates.rolling(scale: 1, image: "nginx:2"))
                request.updateLimit = seconds
                let message = await expectError(.invalid) {
                    _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
                }
                #expect(message.hasPrefix("update_limit \(seconds): is outside 1 to 86400 seconds"))
            }
        }
    }

    @Test func aServerThatDiesBetweenTheTwoGoesOn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            try await cluster.deploy("shop", Templates.rolling(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            await node.change { $0.images = ["nginx:2"] }
            await node.fail("POST /containers/create", .hold)
            try await cluster.update("shop", Templates.rolling(scale: 1, image: "nginx:2"))
            try await eventually("it is being made") { await node.isHolding }
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(node)
            try await eventually("it is taken up") {
                await node.containers.values.contains { $0.name == "shop_web_1.new" && $0.state == .running }
            }
            try await cluster.advance(by: Self.monitor)
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(node)
            try await cluster.waitForStatus("ready", of: node)
            try await eventually("it takes over") {
                try await cluster.advance(by: .seconds(1))
                return await images(cluster) == ["shop_web_1 nginx:2"]
            }
            #expect(cluster.journal.count(of: "POST /containers/create shop_web_1.new") == 1)
        }
    }

    @Test func wordsThatAreNotKnownAreRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            var request = ProjectRequest(name: nil, template: Templates.web(scale: 2))
            request.failureAction = "explode"
            await expectError(.invalid) { _ = try await cluster.plane.updateProject(cluster.id, "shop", request) }
            request.failureAction = nil
            request.updateMethod = "green-blue"
            await expectError(.invalid) { _ = try await cluster.plane.updateProject(cluster.id, "shop", request) }
            #expect(try await cluster.project("shop").version == "1.0")
        }
    }
}
