//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct ReleaseTests {
    private func released(_ cluster: TestCluster) async throws {
        try await cluster.deploy("shop", Templates.routed(scale: 2, image: "nginx:1"))
        try await cluster.waitForState("running", of: "shop")
        var request = ProjectRequest(
            name: nil,
            template: Templates.routed(scale: 1, image: "nginx:2", service: "green")
        )
        request.updateMethod = "blue-green"
        request.version = "2.0"
        _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
        try await eventually("both run") {
            try await cluster.project("shop").update?.phase == .awaitingConfirmation
        }
    }

    private func parts(_ cluster: TestCluster) async throws -> [String: Int] {
        let servers = try await cluster.plane.routes(cluster.id, project: "shop").first?.servers ?? []
        return Dictionary(servers.map { ($0.container, $0.weight ?? 0) }, uniquingKeysWith: { $1 })
    }

    @Test func bothRunAndTheNewOneGetsNobodyAtFirst() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await released(cluster)
            #expect(await cluster.names() == ["shop_green_1", "shop_web_1", "shop_web_2"])
            let project = try await cluster.project("shop")
            #expect(project.currentState == "running")
            #expect(project.version == "2.0")
            #expect(project.update?.weights == ["web": 100, "green": 0])
            try await eventually("the old ones are routed to") {
                try await parts(cluster) == ["shop_web_1": 0, "shop_web_2": 0]
            }
        }
    }

    @Test func weightsDivideTheVisitors() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await released(cluster)
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.setWeights(id, "shop", ["green": 100])
            try await eventually("halves") {
                try await parts(cluster) == ["shop_web_1": 128, "shop_web_2": 128, "shop_green_1": 256]
            }
            try await plane.setWeights(id, "shop", ["web": 0])
            try await eventually("all to the new one") { try await parts(cluster) == ["shop_green_1": 0] }
            await expectError(.invalid) { try await plane.setWeights(id, "shop", ["green": 0]) }
            await expectError(.invalid) { try await plane.setWeights(id, "shop", ["green": 101]) }
            await expectError(.notFound) { try await plane.setWeights(id, "shop", ["blue": 1]) }
        }
    }

    @Test func nothingElseIsReleasedMeanwhile() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await released(cluster)
            let (plane, id) = (await cluster.plane, cluster.id)
            let message = await expectError(.conflict) {
                try await cluster.update("shop", Templates.routed(scale: 1, image: "nginx:3"))
            }
            #expect(message.hasPrefix("Conflicts with unconfirmed updates for operation"))
            await expectError(.conflict) { try await plane.redeployProject(id, "shop") }
            await expectError(.conflict) { try await plane.rollBackProject(id, "shop", to: "7") }
        }
    }

    @Test func confirmedTheNewOneIsAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await released(cluster)
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.confirmUpdate(id, "shop", force: false)
            try await eventually("the old ones go") { await cluster.names() == ["shop_green_1"] }
            let project = try await cluster.project("shop")
            #expect(project.update == nil)
            #expect(project.services?.map(\.name) == ["green"])
            #expect(try await parts(cluster) == ["shop_green_1": 0])
            await expectError(.conflict) { try await plane.confirmUpdate(id, "shop", force: false) }
            // The old version can still be gone back to.
            try await plane.rollBackProject(id, "shop", to: "1.0")
            try await cluster.inTime("it is back") { await cluster.names() == ["shop_web_1", "shop_web_2"] }
        }
    }

    @Test func takenBackTheOldOneIsAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await released(cluster)
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.setWeights(id, "shop", ["green": 100])
            try await plane.rollBackProject(id, "shop", to: nil)
            try await eventually("the new one goes") { await cluster.names() == ["shop_web_1", "shop_web_2"] }
            #expect(try await cluster.project("shop").version == "1.0")
            #expect(try await cluster.plane.versions(id, "shop").map(\.version) == ["1.0", "2.0", "1.0"])
        }
    }

    @Test func servicesNeedNamesOfTheirOwn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1, image: "nginx:1"))
            var request = ProjectRequest(name: nil, template: Templates.routed(scale: 1, image: "nginx:2"))
            request.updateMethod = "blue-green"
            let message = await expectError(.invalid) {
                _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            }
            #expect(message.contains("such as web-green"))
            #expect(try await cluster.project("shop").version == "1.0")
        }
    }

    @Test func newServicesThatDoNotRunAreNotConfirmed() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1, image: "nginx:1"))
            try await cluster.waitForState("running", of: "shop")
            await cluster.nodes[0].fail("POST /images/create", .refuse(404, "manifest unknown"), isLasting: true)
            var request = ProjectRequest(
                name: nil,
                template: Templates.routed(scale: 1, image: "nginx:2", service: "green")
            )
            request.updateMethod = "blue-green"
            _ = try await cluster.plane.updateProject(cluster.id, "shop", request)
            #expect(try await cluster.project("shop").update?.phase == .blueGreen)
            await expectError(.conflict) {
                try await cluster.plane.confirmUpdate(cluster.id, "shop", force: false)
            }
        }
    }
}
