//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Balancing
import ControlPlane
import Model
import Testing

/// Load balancers on the server's own host.
@Suite struct HostBalancerTests {
    private static func web(_ scale: Int = 1, balancer: String = "http://edge:7777") -> String {
        "web:\n  image: nginx:1\n  ports: ['7777:80']\n  labels:\n    aliyun.scale: '\(scale)'\n"
            + "    aliyun.lb.port_80: \(balancer)\n"
    }

    private static func with(nodes: Int = 1, _ body: (TestCluster, FakeHost) async throws -> Void) async throws {
        let host = FakeHost()
        try await TestCluster.with(nodes: nodes, hostBalancing: host) { try await body($0, host) }
    }

    /// It has the very port of the containers, which is none of the nodes' ports for it.
    @Test func itLeadsToTheContainersAndRunsOnNoNode() async throws {
        try await Self.with(nodes: 2) { cluster, host in
            try await cluster.make("edge") { $0.onServer = true }
            try await cluster.deploy("shop", Self.web(2))
            try await cluster.waitForState("running", of: "shop")
            #expect(await host.places == ["7777: 10.0.0.1:7777 10.0.0.2:7777"])
            for node in cluster.nodes { #expect(await node.balancers?.listeners.isEmpty ?? true) }
            await expectError(.notFound) { _ = try await cluster.project("acslb") }
            let shown = try await cluster.plane.loadBalancer("edge")
            #expect(shown.onServer && shown.nodes.isEmpty && shown.problems == ["nobody listens"])
            #expect(shown.listeners.first?.leftTo == [])
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 1)
            try await eventually("one is left") { await host.places == ["7777: 10.0.0.1:7777"] }
            #expect(await host.drained.count == 1)
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: false)
            try await eventually("nobody listens any more") { await host.places.isEmpty }
        }
    }

    @Test func anApplicationRunsOnceItLeadsThere() async throws {
        try await Self.with { cluster, host in
            try await cluster.make("edge") { $0.onServer = true }
            let node = cluster.nodes[0]
            await node.fail("POST /containers/create", .hold)
            try await cluster.deploy("shop", Self.web())
            try await eventually("it is being made") { await node.isHolding }
            await host.hold()
            await node.release()
            try await eventually("the host is waited for") {
                try await cluster.waiting("shop") == ["shop_web_1": "the server's host: not in the routes there yet"]
            }
            await host.release()
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func whatItRefusesIsToldAndShown() async throws {
        try await Self.with { cluster, host in
            try await cluster.make("edge") { $0.onServer = true }
            await host.refuse("a balancer refused: load balancer edge: port 7777 is left out, it is taken")
            try await cluster.deploy("shop", Self.web())
            let event = try await cluster.waitForEvent("balancer.refused", project: "shop")
            #expect(event.message.hasPrefix("on the server's host: ") && event.message.hasSuffix("it is taken"))
            #expect(event.service == "web" && event.node.isEmpty)
            try await eventually("it is shown") {
                try await cluster.plane.loadBalancer("edge").problems.contains(event.message)
            }
            // The port is free by now, which nobody had to be told.
            await host.refuse("")
            try await eventually("it is seen") {
                try await cluster.plane.loadBalancer("edge").problems == ["nobody listens"]
            }
        }
    }

    @Test func itMovesBetweenServerAndNodes() async throws {
        try await TestCluster.with(nodes: 1, routingImage: "gantry-router:1", hostBalancing: FakeHost()) { cluster in
            try await cluster.make("edge") { $0.nodes = ["n1"] }
            try await cluster.waitForState("running", of: "acslb")
            var change = LoadBalancerChange()
            change.onServer = true
            let moved = try await cluster.plane.changeLoadBalancer("edge", change)
            #expect(moved.onServer && moved.nodes.isEmpty)
            try await eventually("no node has one any more") { await cluster.names() == ["acsrouting_routing_1"] }
            change.onServer = nil
            change.nodes = ["n1"]
            let back = try await cluster.plane.changeLoadBalancer("edge", change)
            #expect(!back.onServer && back.nodes == ["n1"])
            try await cluster.waitForState("running", of: "acslb")
        }
    }

    @Test func onePortOfTheHostIsNotForTwo() async throws {
        try await Self.with { cluster, _ in
            try await cluster.make("edge") {
                $0.onServer = true
                $0.listeners = [ListenerObject(port: 80, scheme: "http")]
            }
            try await cluster.make("late", bind: false) {
                $0.onServer = true
                $0.listeners = [ListenerObject(port: 80, scheme: "http")]
            }
            let same = await expectError(.conflict) {
                _ = try await cluster.plane.bindLoadBalancer("late", LoadBalancerBinding(cluster: "test"))
            }
            #expect(same.contains("port 80 is that of edge on the server's host; choose another port"))
            let second = try await cluster.plane.createCluster(ClusterRequest(name: "second"))
            let other = await expectError(.conflict) {
                _ = try await cluster.plane.bindLoadBalancer("late", LoadBalancerBinding(cluster: second.clusterID))
            }
            #expect(other.contains("port 80 of the server's host is that of edge, which cluster test has"))
        }
    }

    @Test func aServerThatStartsAgainSaysWhoseListenersItAwaits() async throws {
        try await Self.with { cluster, host in
            try await cluster.make("edge") { $0.onServer = true }
            try await cluster.deploy("shop", Self.web())
            try await cluster.waitForState("running", of: "shop")
            await cluster.stopServer()
            try await cluster.startServer()
            try await eventually("it is said") { await host.awaited == [[], [ClusterID(cluster.id)]] }
            // Until the nodes are heard, nothing is taken from what is there.
            #expect(await host.places == ["7777: 10.0.0.1:7777"])
            for node in cluster.nodes {
                await cluster.connect(node)
                try await cluster.waitForStatus("ready", of: node)
            }
            try await cluster.waitForState("running", of: "shop")
            #expect(await host.places == ["7777: 10.0.0.1:7777"])
        }
    }
}
