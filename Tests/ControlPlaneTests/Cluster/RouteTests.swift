//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Routing
import Testing

@Suite struct RouteTests {
    @Test func aTraceSaysWhoAnswersAndWhoDoesNot() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let domain = try await cluster.plane.cluster(cluster.id).rootDomain
            let nobody = try await cluster.plane.traceRoute(cluster.id, url: "shop.\(domain)/cart")
            #expect(nobody.route == nil)
            #expect(
                nobody.reason.hasPrefix("503: no service has a route for shop.\(domain); add aliyun.routing.port_N")
            )
            try await cluster.deploy("shop", Templates.routed(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            // Their addresses come with the agents' reports.
            try await eventually("both are routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.count == 2
            }
            let trace = try await cluster.plane.traceRoute(cluster.id, url: "http://SHOP.\(domain):9080/cart?x")
            #expect(trace.route?.servers.map(\.container).sorted() == ["shop_web_1", "shop_web_2"])
            #expect(trace.path == "/cart")
            #expect(trace.reason == "")
            #expect(trace.leftOut == [])
            #expect(trace.upToDate == ["n1", "n2"])
            try await cluster.plane.stopService(cluster.id, "shop_web", timeout: nil)
            try await eventually("nobody serves") {
                let trace = try await cluster.plane.traceRoute(cluster.id, url: "shop.\(domain)")
                return trace.reason.hasPrefix("503: no container of shop_web serves")
                    && trace.leftOut.map(\.reason) == ["exited", "exited"]
            }
            await #expect(throws: ControlPlaneError.self) {
                try await cluster.plane.traceRoute(cluster.id, url: "ftp://x")
            }
        }
    }

    @Test func theRoutersOfAllNodesAreAskedWhatTheyCount() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            let server = try #require(try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.first)
            var counts = TrafficCounts()
            counts.requests = 4
            let said = RouterStatistics(
                seconds: 9,
                backends: [
                    .init(
                        name: "shop_web_80_servers",
                        counts: counts,
                        servers: [.init(name: server.id, health: .up, weight: 1, counts: counts)]
                    )
                ]
            )
            for node in cluster.nodes { await node.change { $0.statistics = said } }
            await cluster.nodes[1].change { $0.statistics = nil }
            // It is not waited for, however long it takes.
            await cluster.nodes[2].fail("POST /agent/v1/route-statistics", .hold)
            let report = try await cluster.plane.routeStatistics(cluster.id, project: "shop")
            #expect(report.seconds == ["n1": 9])
            #expect(report.missing == ["n2": "no router is connected", "n3": "no answer within 2.0 seconds"])
            let route = try #require(report.routes.first)
            #expect(route.report?.traffic.requests == 4)
            #expect(route.report?.nodes.map(\.node) == ["n1"])
            #expect(route.servers.first?.report?.health == "up")
            #expect(await cluster.nodes[0].countedBackends == ["shop_web_80_servers"])
            await cluster.nodes[2].release()
            let all = try await cluster.plane.routeStatistics(cluster.id, project: nil)
            #expect(all.routes.first?.report?.traffic.requests == 8)
            #expect(await cluster.nodes[0].countedBackends == [])
            #expect(try await cluster.plane.routeStatistics(cluster.id, project: "nobody").routes == [])
        }
    }

    @Test func aContainerLeavesTheRoutesAndItsRequestsEndBeforeItIsStopped() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            try await eventually("both are routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.count == 2
            }
            let before = cluster.journal.calls.count
            try await cluster.plane.scaleService(cluster.id, "shop_web", to: 1)
            try await eventually("one is left") { await cluster.names() == ["shop_web_1"] }
            let calls = Array(cluster.journal.calls.dropFirst(before))
            let stop = try #require(calls.firstIndex { $0.hasSuffix("POST /containers/shop_web_2/stop") })
            let delete = try #require(calls.firstIndex { $0.hasSuffix("DELETE /containers/shop_web_2") })
            #expect(stop < delete)
            for node in ["n1", "n2"] {
                let routes = try #require(calls.firstIndex(of: "\(node) PUT /agent/v1/routes"))
                let drain = try #require(calls.firstIndex(of: "\(node) POST /agent/v1/drain shop_web_2"))
                #expect(routes < drain, "\(node) has the routes without it first")
                #expect(drain < stop, "\(node) has ended its requests first")
            }
            try await eventually("one is routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.map(\.container)
                    == ["shop_web_1"]
            }
        }
    }

    @Test func afterTheServersStartRoutersKeepWhatTheyHaveUntilEveryNodeIsHeard() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            await cluster.stopServer()
            try await cluster.startServer()
            let before = cluster.journal.calls.count
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await cluster.poke()
            #expect(try await cluster.plane.routes(cluster.id, project: "shop").first?.servers ?? [] == [])
            #expect(!cluster.journal.calls.dropFirst(before).contains("n1 PUT /agent/v1/routes"))
            await cluster.connect(cluster.nodes[1])
            try await eventually("both are routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.count == 2
            }
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aNodeThatDoesNotComeBackIsNotWaitedForLong() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await cluster.advance(by: .seconds(11))
            try await eventually("the one that is there is routed to") {
                try await cluster.plane.routes(cluster.id, project: "shop").first?.servers.count == 1
            }
        }
    }

    @Test func anApplicationRunsOnceEveryNodeRoutesToIt() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            await cluster.nodes[1].fail("PUT /agent/v1/routes", .refuse(503, "the router is starting"), isLasting: true)
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await cluster.waitForState("starting", of: "shop")
            try await eventually("the node that lacks it is named") {
                let service = try await cluster.plane.service(cluster.id, "shop_web")
                return service.currentState == "starting"
                    && service.waiting == ["shop_web_1": "n2: not in the routes there yet"]
            }
            await cluster.nodes[1].mend()
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aNodeThatTakesNoRoutesHoldsNothingUpForLong() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            await cluster.nodes[1].fail("PUT /agent/v1/routes", .refuse(503, "the router is broken"), isLasting: true)
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await eventually("the node that lacks it is named") {
                try await cluster.plane.service(cluster.id, "shop_web").waiting.values.contains { $0.contains("n2") }
            }
            try await cluster.advance(by: .seconds(6))
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aRouteOfAnotherApplicationIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            let message = await expectError(.conflict) {
                try await cluster.deploy("other", Templates.routed(scale: 1))
            }
            #expect(message.contains("is served by shop_web already"))
            try await cluster.deploy("third", Templates.routed(scale: 1, host: "third"))
            await expectError(.conflict) { try await cluster.update("third", Templates.routed(scale: 1)) }
            try await cluster.update("shop", Templates.routed(scale: 2))
        }
    }

    @Test func onlyContainersThatServeAreRoutedTo() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            try await eventually("it is routed to") {
                try await cluster.plane.routes(cluster.id, project: nil).first?.servers.count == 1
            }
            try await cluster.nodes[0].update("shop_web_1") { $0.health.state = .unhealthy }
            try await eventually("it is not routed to") {
                try await cluster.plane.routes(cluster.id, project: nil).first?.servers.isEmpty ?? false
            }
        }
    }

    @Test func aNodeThatComesBackGetsTheRoutes() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await eventually("it has the routes") { await cluster.nodes[0].routes.contains("shop_web_80_servers") }
            await cluster.nodes[0].disconnect()
            let before = cluster.journal.count(of: "PUT /agent/v1/routes")
            await cluster.connect(cluster.nodes[0])
            try await eventually("it gets them again") { cluster.journal.count(of: "PUT /agent/v1/routes") > before }
        }
    }

    @Test func theRootDomainIsPutBehindThePrefixes() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            try await cluster.plane.setRootDomain(cluster.id, "Apps.Example.com")
            let routes = try await cluster.plane.routes(cluster.id, project: nil)
            #expect(routes.map(\.host) == ["shop.apps.example.com"])
            await expectError(.invalid) { try await cluster.plane.setRootDomain(cluster.id, "-apps") }
            var request = ClusterRequest(name: "other")
            request.rootDomain = "no domain"
            await expectError(.invalid) { [request] in _ = try await cluster.plane.createCluster(request) }
        }
    }

    @Test func addressesNameThePortAtWhichClientsComeIn() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let plane = await cluster.plane
            try await cluster.deploy("shop", Templates.routed(scale: 1))
            func addresses() async throws -> [String] {
                try await plane.services(cluster.id, nameContains: "shop", containers: false).flatMap(
                    \.extensions.routes
                )
            }
            try await plane.setRootDomain(cluster.id, "a.test")
            #expect(try await addresses() == ["http://shop.a.test"])
            try await plane.setRootDomain(cluster.id, "a.test", httpPort: 8080, httpsPort: 8443)
            #expect(try await addresses() == ["http://shop.a.test:8080"])
            // What isn't told stays.
            try await plane.setRootDomain(cluster.id, "b.test")
            #expect(try await addresses() == ["http://shop.b.test:8080"])
            #expect(try await plane.cluster(cluster.id).httpsPort == 8443)
            for port in [0, 65_536] {
                await expectError(.invalid) { try await plane.setRootDomain(cluster.id, "c.test", httpPort: port) }
            }
            #expect(try await addresses() == ["http://shop.b.test:8080"])
        }
    }
}
