//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

/// Services whose deploys ask anew which image is behind their tag.
@Suite struct LatestImageTests {
    private static func template(scale: Int = 1, image: String = "nginx:1", follows: Bool = true) -> String {
        Templates.web(scale: scale, image: image) + (follows ? "    aliyun.latest_image: 'true'\n" : "")
    }

    private func digest(_ last: Character) -> String { "sha256:" + String(repeating: "0", count: 63) + String(last) }

    /// Has the registry give something else for a tag from now on.
    private func push(_ image: String, _ last: Character, _ cluster: TestCluster) async {
        for node in cluster.nodes { await node.change { $0.registry[image] = last } }
    }

    private func made(_ cluster: TestCluster) -> Int { cluster.journal.count(of: "POST /containers/create") }

    private func settle(_ cluster: TestCluster) async throws {
        try await cluster.poke()
        try await cluster.waitForState("running", of: "shop")
    }

    @Test func aRedeployReplacesWhatTheTagNoLongerStandsFor() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Self.template(scale: 2))
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
            for node in cluster.nodes { #expect(await node.digests["nginx:1"] == digest("0")) }

            // The tag stands for the same: nothing is made anew.
            try await plane.redeployProject(id, "shop")
            try await settle(cluster)
            #expect(made(cluster) == 2)
            #expect(try await cluster.project("shop").version == "1.0")

            await push("nginx:1", "1", cluster)
            try await plane.redeployProject(id, "shop")
            try await eventually("both are made anew") { made(cluster) == 4 }
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
            for node in cluster.nodes { #expect(await node.digests["nginx:1"] == digest("1")) }
            #expect(try await cluster.project("shop").version == "1.1")
            let redeploy = try await plane.events(id, project: "shop", after: nil, follow: false)
            var messages: [String] = []
            for try await event in redeploy where event.action == "application.redeploy" {
                messages.append(event.message)
            }
            #expect(messages.last == "shop: redeploy as version 1.1 accepted: another image of nginx:1")
        }
    }

    @Test func whatWasFoundHoldsUntilTheNextDeployAndOutlivesTheServer() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Self.template())
            try await cluster.waitForRunning(["shop_web_1"])
            await push("nginx:1", "1", cluster)
            await cluster.stopServer()
            try await cluster.startServer()
            for node in cluster.nodes { await cluster.connect(node) }
            for node in cluster.nodes { try await cluster.waitForStatus("ready", of: node) }
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 2)
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
            #expect(made(cluster) == 2)
            // The second one has the image of the first, which the tag does not stand for any more.
            for node in cluster.nodes { #expect(await node.digests["nginx:1"] == digest("0")) }
        }
    }

    @Test func anUpdateAsksTooAndARollbackHasTheImageOfItsVersion() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Self.template())
            try await cluster.waitForRunning(["shop_web_1"])
            await push("nginx:1", "1", cluster)
            let plan = try await plane.plan(id, ProjectRequest(name: "shop", template: Self.template()))
            #expect(plan.changes.map(\.action) == ["replace"])
            // The same template is an update when its tag stands for something else.
            try await cluster.update("shop", Self.template())
            #expect(try await cluster.project("shop").version == "1.1")
            try await eventually("made anew") { made(cluster) == 2 }
            try await cluster.update("shop", Self.template())
            #expect(try await cluster.project("shop").version == "1.1")
            try await plane.rollBackProject(id, "shop", to: "1.0")
            try await eventually("made of the first image") {
                await cluster.nodes[0].digests["nginx:1"] == digest("0") && made(cluster) == 3
            }
        }
    }

    @Test func whoStopsAskingStaysWithWhatWasFound() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Self.template())
            try await cluster.waitForRunning(["shop_web_1"])
            await push("nginx:1", "1", cluster)
            try await cluster.update("shop", Self.template(scale: 2, follows: false))
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
            #expect(made(cluster) == 2)
            #expect(await cluster.nodes[0].digests["nginx:1"] == digest("0"))
            try await cluster.plane.redeployProject(cluster.id, "shop")
            try await settle(cluster)
            #expect(made(cluster) == 2)
            try await cluster.update("shop", Self.template(scale: 2, image: "nginx:2", follows: false))
            try await eventually("made of another image") { made(cluster) == 4 }
        }
    }

    @Test func allCanBeAskedForWithoutTheLabel() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Self.template(follows: false))
            try await eventually("the agent has told of the image") {
                try await plane.containers(id, all: true).map(\.imageID) == ["nginx:1"]
            }
            let first = made(cluster)
            try await plane.redeployProject(id, "shop", latestImages: true)
            try await settle(cluster)
            // Its image is the one that the tag stands for.
            #expect(made(cluster) == first)
            await push("nginx:1", "1", cluster)
            try await plane.redeployProject(id, "shop")
            try await settle(cluster)
            #expect(made(cluster) == first)
            try await plane.redeployProject(id, "shop", latestImages: true)
            try await eventually("made anew") { made(cluster) == first + 1 }
            await push("nginx:1", "2", cluster)
            var request = ProjectRequest(name: nil, template: Self.template(follows: false))
            request.latestImage = true
            _ = try await plane.updateProject(id, "shop", request)
            try await eventually("made anew again") { made(cluster) == first + 2 }
        }
    }

    @Test func aRegistryThatRefusesChangesNothing() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Self.template())
            try await cluster.waitForRunning(["shop_web_1"])
            await cluster.nodes[0].fail("GET /distribution/", .refuse(404, "manifest unknown"), isLasting: true)
            let message = await expectError(.invalid) { try await plane.redeployProject(id, "shop") }
            #expect(
                message.contains(
                    "service web follows its tag, and its registry can't say what is behind it: n1: manifest"
                )
            )
            await expectError(.invalid) { try await cluster.deploy("other", Self.template()) }
            await cluster.nodes[0].mend()
            await cluster.nodes[0].fail("GET /distribution/", .refuse(500, "no route to host"))
            await expectError(.unavailable) { try await cluster.update("shop", Self.template(scale: 2)) }
            #expect(try await cluster.project("shop").version == "1.0")
            #expect(try await plane.projects(id, nameContains: "other", services: false, containers: false).isEmpty)
        }
    }

    @Test func withoutANodeNobodyCanAsk() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].disconnect()
            try await eventually("away") {
                try await cluster.plane.host(cluster.id, "n1").status != "ready"
            }
            // A new application waits for nodes anyway, and pulls then.
            try await cluster.deploy("shop", Self.template())
            let message = await expectError(.conflict) {
                try await cluster.plane.redeployProject(cluster.id, "shop")
            }
            #expect(message.contains("no node is connected through which its registry can be asked"))
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForRunning(["shop_web_1"])
            #expect(cluster.journal.count(of: "POST /images/create nginx") == 1)
        }
    }

    @Test func whatIsNamedByItsDigestIsNotAskedFor() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let image = "nginx@" + digest("1")
            await cluster.nodes[0].change { $0.images = [image] }
            try await cluster.deploy("shop", Self.template(image: image))
            try await cluster.waitForState("running", of: "shop")
            #expect(cluster.journal.count(of: "/distribution/") == 0)
        }
    }

    @Test func theRegistryIsAskedWithTheClustersLoginUnderTheMappedName() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await plane.setImageMap(id, ["nginx": "mirror.test/nginx"])
            try await cluster.deploy("shop", Self.template(scale: 2))
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2"])
            #expect(cluster.journal.count(of: "GET /distribution/mirror.test/nginx:1/json") == 1)
            #expect(cluster.journal.count(of: "POST /images/mirror.test/nginx@\(digest("0"))/tag") > 0)
            #expect(await cluster.nodes[0].containers.values.allSatisfy { $0.image == "mirror.test/nginx:1" })
        }
    }

    @Test func aBlueGreenReleaseLeavesTheOldContainersAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Self.template())
            try await cluster.waitForRunning(["shop_web_1"])
            await push("nginx:1", "1", cluster)
            var green = ProjectRequest(
                name: nil,
                template: "green:\n  image: nginx:1\n  labels:\n    aliyun.latest_image: 'true'\n"
            )
            green.updateMethod = "blue-green"
            _ = try await plane.updateProject(id, "shop", green)
            try await cluster.waitForRunning(["shop_green_1", "shop_web_1"])
            #expect(made(cluster) == 2)
            try await eventually("the new service counts as running") {
                try await cluster.project("shop").services?.allSatisfy { $0.currentState == "running" } ?? false
            }
            try await plane.confirmUpdate(id, "shop", force: false)
            try await cluster.waitForRunning(["shop_green_1"])
            try await settle(cluster)
            #expect(made(cluster) == 2)
        }
    }
}
