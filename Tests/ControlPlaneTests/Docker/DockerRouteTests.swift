//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import DockerAPI
import Model
import Testing

/// Routes that containers ask for which clients of the Docker API made.
@Suite struct DockerRouteTests {
    private static let labels = ["aliyun.routing.port_80": "hello", "aliyun.routing.session_sticky": "false"]

    private func withNodes(_ count: Int, _ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.with(nodes: count) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            try await body(cluster)
        }
    }

    @Test func aContainersLabelsLeadToIt() async throws {
        try await withNodes(1) { cluster in
            let made = try await cluster.makeContainer("greeter", labels: Self.labels)
            try await cluster.run("greeter")
            let route = try await cluster.route { $0.servers.count == 1 }
            #expect(route.owner == "greeter" && route.project.isEmpty && route.port == 80 && !route.sticky)
            #expect(route.servers.first?.id == made.id)
            let domain = try await cluster.plane.cluster(cluster.id).rootDomain
            #expect(try await cluster.plane.traceRoute(cluster.id, url: "hello.\(domain)").reason.isEmpty)
            try await cluster.nodes[0].update("greeter") { $0.state = .exited }
            try await eventually("the trace says that it ended") {
                let trace = try await cluster.plane.traceRoute(cluster.id, url: "hello.\(domain)")
                return trace.leftOut.map(\.reason) == ["exited"] && trace.reason.contains("greeter")
            }
            try await cluster.plane.noteRemoval(of: ContainerID(made.id), on: made.node, in: ClusterID(cluster.id))
            #expect(try await cluster.plane.routes(cluster.id, project: nil).isEmpty)
        }
    }

    @Test func containersOfOneComposeServiceShareTheirRoutes() async throws {
        try await withNodes(2) { cluster in
            let labels = Self.labels.merging([
                ContainerLabels.project: "greet", ContainerLabels.service: "web",
            ]) { $1 }
            for name in ["greet_web_1", "greet_web_2"] {
                try await cluster.makeContainer(name, labels: labels)
                try await cluster.run(name)
            }
            let route = try await cluster.route { $0.servers.count == 2 }
            #expect(route.project == "greet" && route.service == "web")
            #expect(try await cluster.plane.routes(cluster.id, project: "greet").count == 1)
        }
    }

    @Test func whatSomebodyElseServesIsRefusedWithTheOwnersName() async throws {
        try await withNodes(1) { cluster in
            try await cluster.makeContainer("greeter", labels: Self.labels)
            try await cluster.run("greeter")
            _ = try await cluster.route { $0.servers.count == 1 }
            let second = await cluster.refusal("second", labels: Self.labels)
            #expect(second?.status == 409)
            #expect(second?.message.contains("is served by container greeter already") == true)
            let message = await expectError(.conflict) {
                try await cluster.deploy("shop", Templates.routed(scale: 1, host: "hello"))
            }
            #expect(message.contains("is served by container greeter already"))
            // One that has ended holds nothing.
            try await cluster.nodes[0].update("greeter") { $0.state = .exited }
            try await eventually("another takes its place") {
                await cluster.refusal("second", labels: Self.labels) == nil
            }
            try await cluster.run("second")
            try await cluster.nodes[0].update("greeter") { $0.state = .running }
            try await eventually("the oldest has it again") {
                try await cluster.plane.routes(cluster.id, project: nil).map(\.owner) == ["greeter"]
            }
        }
    }

    @Test func anApplicationsRouteIsNotTaken() async throws {
        try await withNodes(1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1, host: "hello"))
            let refused = await cluster.refusal("greeter", labels: Self.labels)
            #expect(refused?.status == 409)
            #expect(refused?.message.contains("is served by shop/web already") == true)
        }
    }

    @Test func wrongLabelsAreRefusedAndDoubtfulOnesTold() async throws {
        try await withNodes(1) { cluster in
            let refused = await cluster.refusal("aa", labels: ["aliyun.routing.port_0": "hello"])
            #expect(refused?.status == 400)
            #expect(refused?.message.hasPrefix(#"label aliyun.routing.port_0: "0" is no port"#) == true)
            let useless = try await cluster.makeContainer("bb", labels: ["aliyun.routing.gzip": "true"])
            #expect(useless.answer["Warnings"]?.strings?.first?.contains("no effect without a domain") == true)
        }
    }

    @Test func aContainerInANetworkOfItsOwnIsReachedThroughTheClusters() async throws {
        try await withNodes(1) { cluster in
            try await cluster.makeContainer("aa", host: #"{"NetworkMode":"mine"}"#)
            #expect(cluster.journal.count(of: "POST /networks/multi-host-network/connect") == 0)
            try await cluster.makeContainer("bb", labels: Self.labels, host: #"{"NetworkMode":"mine"}"#)
            #expect(cluster.journal.count(of: "POST /networks/multi-host-network/connect") == 1)
            await cluster.nodes[0].fail("POST /networks/multi-host-network/connect", .refuse(500, "no room"))
            let labels = ["aliyun.routing.port_80": "other"]
            let refused = await cluster.refusal("cc", labels: labels, host: #"{"NetworkMode":"mine"}"#)
            #expect(refused?.message == "network multi-host-network: no room")
            #expect(await cluster.names() == ["aa", "bb"])
        }
    }
}

extension TestCluster {
    /// Has a container of the first node that it is on run, as if a client had started it.
    fileprivate func run(_ name: String) async throws {
        for node in nodes where await node.names.contains(name) {
            try await node.update(name) {
                $0.state = .running
                $0.address = "172.28.0.9"
            }
        }
    }

    /// The only route, once it is as wanted.
    fileprivate func route(_ isWanted: (RouteObject) -> Bool) async throws -> RouteObject {
        try await eventually("the route is as it should be") {
            let routes = try await plane.routes(id, project: nil)
            return routes.count == 1 && isWanted(routes[0])
        }
        return try #require(try await plane.routes(id, project: nil).first)
    }
}
