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

@Suite struct DeployTests {
    @Test func aDeployMakesTheContainersOnTheNodes() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 4))
            try await cluster.waitForState("running", of: "shop")
            #expect(await cluster.names() == ["shop_web_1", "shop_web_2", "shop_web_3", "shop_web_4"])
            for node in cluster.nodes { #expect(await node.containers.count == 2, "spread over the nodes") }
            #expect(cluster.journal.count(of: "POST /containers/create") >= 4)
            let project = try await cluster.project("shop")
            #expect(project.version == "1.0")
            #expect(project.desiredState == "running")
            #expect(project.template == Templates.web(scale: 4))
            #expect(project.environment["COMPOSE_PROJECT_NAME"] == "shop")
            let service = try #require(project.services?.first)
            #expect(service.id == "shop_web")
            #expect(service.waiting.isEmpty)
            let containers = try #require(service.containers)
            #expect(containers.count == 4)
            #expect(Set(containers.values.map(\.nodeName)) == ["n1", "n2"])
            #expect(containers.values.allSatisfy { $0.running && $0.status == "running" })
        }
    }

    @Test func eachContainerCarriesWhoseItIs() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            let labels = try #require(await cluster.nodes[0].containers.values.first?.labels)
            #expect(labels[ContainerLabels.project] == "shop")
            #expect(labels[ContainerLabels.service] == "web")
            #expect(labels[ContainerLabels.number] == "1")
            #expect(labels[ContainerLabels.cluster] == cluster.id)
            #expect(labels[ContainerLabels.application]?.isEmpty == false)
            #expect(labels[ContainerLabels.configHash]?.isEmpty == false)
        }
    }

    @Test func theEventsTellTheWholeStory() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            let created = try await cluster.waitForEvent("container.created", project: "shop")
            #expect(created.container == "shop_web_1")
            #expect(created.service == "web")
            #expect(created.node == "n1")
            #expect(created.message.hasPrefix("shop_web_1 is made on n1: "))
            try await cluster.waitForState("running", of: "shop")
            let events = try await cluster.plane.events(cluster.id, project: nil, after: nil, follow: false)
            var actions: [String] = []
            for try await event in events { actions.append(event.action) }
            #expect(actions.prefix(2) == ["node.joined", "node.connected"])
            #expect(actions.contains("application.created"))
        }
    }

    @Test func aContainerThatFitsNowhereSaysWhy() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("big", "web:\n  image: nginx:1\n  mem_limit: 100g\n")
            try await eventually("it waits") { try await !cluster.waiting("big").isEmpty }
            let reason = try #require(try await cluster.waiting("big")["big_web_1"])
            #expect(reason.hasPrefix("fits on no node"))
            #expect(reason.contains("n1") && reason.contains("n2"))
            #expect(reason.contains("memory"))
            #expect(await cluster.names().isEmpty)
        }
    }

    @Test func aRefusedPullIsToldAndTriedAgain() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].fail("POST /images/create", .refuse(500, "manifest unknown"), isLasting: true)
            try await cluster.deploy("shop", Templates.web(scale: 1))
            let failure = try await cluster.waitForEvent("action.failed", project: "shop")
            #expect(failure.level == "error")
            #expect(failure.message == "create shop_web_1: n1: manifest unknown")
            try await eventually("the failure is shown") {
                try await cluster.waiting("shop")["shop_web_1"]?.contains("manifest unknown") ?? false
            }
            await cluster.nodes[0].mend()
            try await cluster.advance(by: .seconds(60))
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aProbeHoldsTheApplicationBackUntilItSucceeds() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let template = "web:\n  image: nginx:1\n  labels:\n    aliyun.probe.url: http://container/ready\n"
            try await cluster.deploy("shop", template)
            try await eventually("it is started") {
                await cluster.nodes[0].containers.values.first?.state == .running
            }
            try await cluster.nodes[0].update("shop_web_1") { $0.health.state = .starting }
            try await eventually("it waits for the probe") {
                try await cluster.waiting("shop")["shop_web_1"]?.contains("probe") ?? false
            }
            #expect(try await cluster.project("shop").currentState != "running")
            try await cluster.nodes[0].update("shop_web_1") { $0.health.state = .healthy }
            try await cluster.waitForEvent("container.healthy", project: "shop")
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aContainerThatWasRemovedByHandComesBack() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            let first = try #require(await cluster.nodes[0].containers.keys.first)
            await cluster.nodes[0].change { $0.containers = [:] }
            try await cluster.nodes[0].report(.removed(first))
            try await eventually("another is there") {
                await cluster.nodes[0].containers.values.first.map { $0.id != first && $0.state == .running } ?? false
            }
        }
    }

    @Test func aTemplateWithProblemsChangesNothing() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let error = await #expect(throws: ControlPlaneError.self) {
                try await cluster.deploy("shop", "web:\n  imag: nginx\n")
            }
            #expect(error?.code == .invalid)
            #expect(error?.problems.isEmpty == false)
            await expectError(.notFound) { _ = try await cluster.project("shop") }
            #expect(cluster.journal.count(of: "create") == cluster.journal.count(of: "networks/create"))
        }
    }

    @Test func namesOfApplicationsAreUnique() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 0))
            await expectError(.conflict) { try await cluster.deploy("shop", Templates.web(scale: 0)) }
            await expectError(.invalid) { try await cluster.deploy("sh op", Templates.web(scale: 0)) }
        }
    }
}
