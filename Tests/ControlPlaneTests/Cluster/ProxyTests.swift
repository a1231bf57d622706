//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import CustomRouting
import Testing

/// What proxies of the users' own are told.
@Suite struct ProxyTests {
    private static let proxy = "lb:\n  image: proxy\n  labels:\n    aliyun.custom_addon: proxy\n"

    private static func web(_ scale: Int) -> String {
        Templates.web(scale: scale) + "    aliyun.proxy.VIRTUAL_HOST: shop.example.com\n  expose: [80/tcp]\n"
    }

    @Test func nodesWithAProxyGetTheServices() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Self.web(2))
            try await cluster.waitForState("running", of: "shop")
            #expect(cluster.journal.count(of: "PUT /agent/v1/proxy-services") == 0)
            try await cluster.deploy("front", Self.proxy)
            try await cluster.waitForState("running", of: "front")
            try await eventually("the node of the proxy has them") {
                var tables: [[String]] = []
                for node in cluster.nodes {
                    guard let table = await node.proxyServices else { continue }
                    tables.append(table.services.flatMap(\.servers).map { "\($0.name) \($0.ports)" })
                }
                return tables == [["shop_web_1 [80]", "shop_web_2 [80]"]]
            }
            // The node without a proxy is left alone.
            #expect(
                cluster.journal.count(of: "n1 PUT /agent/v1/proxy-services")
                    * cluster.journal.count(of: "n2 PUT /agent/v1/proxy-services") == 0
            )
        }
    }

    @Test func aContainerLeavesTheProxiesBeforeItIsStopped() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("front", Self.proxy)
            try await cluster.deploy("shop", Self.web(2))
            try await cluster.waitForState("running", of: "shop")
            try await eventually("both are there") {
                await cluster.nodes[0].proxyServices?.services.first?.servers.count == 2
            }
            let before = cluster.journal.calls.count
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 1)
            try await eventually("one is left") { await cluster.names() == ["front_lb_1", "shop_web_1"] }
            let calls = Array(cluster.journal.calls.dropFirst(before))
            let services = try #require(calls.firstIndex(of: "n1 PUT /agent/v1/proxy-services"))
            let drain = try #require(calls.firstIndex(of: "n1 POST /agent/v1/drain shop_web_2"))
            let stop = try #require(calls.firstIndex { $0.hasSuffix("POST /containers/shop_web_2/stop") })
            #expect(services < drain && drain < stop)
        }
    }

    @Test func anApplicationRunsOnceItsProxiesLeadToIt() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("front", Self.proxy)
            try await cluster.waitForState("running", of: "front")
            await cluster.nodes[0].fail("PUT /agent/v1/proxy-services", .refuse(503, "broken"), isLasting: true)
            try await cluster.deploy("shop", Self.web(1))
            try await eventually("the node that lacks it is named") {
                try await cluster.plane.service(cluster.id, "shop_web").waiting
                    == ["shop_web_1": "n1: not in the routes there yet"]
            }
            await cluster.nodes[0].mend()
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func whatAProxyRefusesIsToldAtItsService() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("front", Self.proxy)
            let refusal = "proxy table 5: a proxy refused: service shop_web: haproxy refuses its settings"
            await cluster.nodes[0].fail("PUT /agent/v1/proxy-services", .refuse(202, refusal), isLasting: true)
            try await cluster.deploy("shop", Self.web(1))
            try await cluster.waitForState("running", of: "shop")
            let event = try await cluster.waitForEvent("proxy.refused", project: "shop")
            #expect(event.message.hasPrefix("on n1: "))
            #expect(event.message.contains("service shop_web: haproxy refuses its settings"))
        }
    }
}
