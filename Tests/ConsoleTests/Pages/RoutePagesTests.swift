//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes
import Testing

@testable import Console

@Suite struct RoutePagesTests {
    private let api = FakeAPI()

    @Test func serversSayHowTheyAreAndWhatTheyGet() async throws {
        var route = RouteObject(host: "shop.test", path: "/", project: "shop", service: "web", port: 80, sticky: true)
        var server = RouteObject.Server(
            container: "shop_web_1",
            id: "x",
            node: "node1",
            address: "172.18.0.2",
            port: 80,
            draining: false,
            weight: 20
        )
        server.report = ServerReport(
            health: "down",
            downOn: ["node2"],
            weight: 20,
            traffic: TrafficObject(sessions: 2, requestsPerSecond: 7)
        )
        route.servers = [server]
        let statistics = RouteStatisticsObject(routes: [route], seconds: [:], missing: ["node3": "is away"])
        api.answer("GET /clusters/prod/routes/statistics", statistics)
        let page = try await api.get("/console/clusters/prod/routes")
        for text in ["down on node2", "weight 20", "7/s", "node3: is away", "sticky sessions"] {
            #expect(page.body.contains(text))
        }
        #expect(try await !api.get("/console/clusters/prod/routes?q=other").body.contains("shop_web_1"))
    }

    @Test func anAddressThatIsNoneIsShownAgain() async throws {
        api.refuse("GET /clusters/prod/routes/trace", "url: is none", status: 400)
        let page = try await api.get("/console/clusters/prod/routes/trace?url=%22x")
        #expect(page.status == 400)
        #expect(page.body.contains("url: is none") && page.body.contains("value=\"&quot;x\""))
    }

    @Test func aTraceSaysWhoIsLeftOutAndWhy() async throws {
        var trace = RouteTraceObject(host: "shop.test", path: "/")
        trace.reason = "nobody answers: 503"
        trace.leftOut = [.init(container: "shop_web_1", node: "node1", reason: "is unhealthy")]
        api.answer("GET /clusters/prod/routes/trace", trace)
        let page = try await api.get("/console/clusters/prod/routes/trace?url=http://shop.test/")
        #expect(page.body.contains("nobody answers: 503") && page.body.contains("is unhealthy"))
    }
}
