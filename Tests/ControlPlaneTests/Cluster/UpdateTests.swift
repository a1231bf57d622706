//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct UpdateTests {
    @Test func anUpdateReplacesTheContainers() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.update("shop", Templates.web(scale: 2, image: "nginx:2"))
            try await eventually("all are new") {
                var images: [String] = []
                for node in cluster.nodes { images += await node.containers.values.map(\.image) }
                return images == ["nginx:2", "nginx:2"]
            }
            try await cluster.waitForState("running", of: "shop")
            #expect(try await cluster.project("shop").version == "1.1")
            #expect(await cluster.names() == ["shop_web_1", "shop_web_2"])
        }
    }

    @Test func theNewImageIsThereBeforeTheOldContainerGoes() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            await cluster.nodes[0].fail("POST /images/create", .refuse(404, "manifest unknown"))
            try await cluster.update("shop", Templates.web(scale: 1, image: "nginx:2"))
            try await cluster.waitForEvent("action.failed", project: "shop")
            #expect(await cluster.nodes[0].containers.values.first?.image == "nginx:1")
            #expect(await cluster.nodes[0].containers.values.first?.state == .running)
            #expect(cluster.journal.count(of: "/stop") == 0)
        }
    }

    @Test func theVersionThatRunsIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1), version: "7")
            let message = await expectError(.conflict) {
                try await cluster.update("shop", Templates.web(scale: 2), version: "7")
            }
            #expect(message.hasPrefix("application shop: version 7 is the one that runs"))
        }
    }

    @Test func theSameTemplateAgainChangesNothing() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            let before = try await cluster.project("shop")
            let calls = cluster.journal.count(of: "/containers/")
            try await cluster.update("shop", Templates.web(scale: 1))
            let after = try await cluster.project("shop")
            #expect(after.version == before.version)
            #expect(after.updated == before.updated)
            #expect(cluster.journal.count(of: "/containers/") == calls)
        }
    }

    @Test func anUpdateOfNothingIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await expectError(.notFound) { try await cluster.update("shop", Templates.web(scale: 1)) }
        }
    }

    @Test func aScaleOfTheUsersOutlivesARestartOfTheServer() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 3)
            await cluster.stopServer()
            try await cluster.startServer()
            #expect(try await cluster.project("shop").services?.first?.extensions.scale == 3)
        }
    }

    @Test func aScaleOutsideTheLimitsIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            await expectError(.invalid) { try await cluster.plane.scaleService(cluster.id, "shop_web", to: -1) }
            await expectError(.invalid) { try await cluster.plane.scaleService(cluster.id, "shop_web", to: 1_001) }
            await expectError(.notFound) { try await cluster.plane.scaleService(cluster.id, "shop_db", to: 1) }
        }
    }

    @Test func stopAndStartKeepTheContainers() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].change { $0.images = ["nginx:1"] }
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.plane.stopProject(cluster.id, "shop", timeout: 3)
            try await cluster.waitForState("stopped", of: "shop")
            #expect(await cluster.nodes[0].containers.values.allSatisfy { $0.state == .exited })
            try await cluster.plane.startProject(cluster.id, "shop")
            try await cluster.waitForState("running", of: "shop")
            #expect(cluster.journal.count(of: "POST /containers/create shop_web_1") == 1)
            #expect(await cluster.names() == ["shop_web_1", "shop_web_2"])
        }
    }
}
