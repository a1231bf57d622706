//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@testable import CLI

@Suite struct RouteListTests {
    private func route(_ health: String, downOn: [String] = [], nodes: [RouteReport.Node] = []) -> RouteObject {
        var route = RouteObject(host: "shop.test", path: "/", project: "shop", service: "web", port: 80, sticky: true)
        let traffic = TrafficObject(
            sessions: 1,
            requests: 20,
            requestsPerSecond: 3,
            serverErrors: 4,
            connectionErrors: 5,
            responseErrors: 6,
            retries: 7
        )
        var server = RouteObject.Server(
            container: "shop_web_1",
            id: "c1",
            node: "n1",
            address: "10.0.0.1",
            port: 80,
            draining: false
        )
        server.report = ServerReport(health: health, downOn: downOn, weight: 128, traffic: traffic)
        route.servers = [server]
        route.report = RouteReport(traffic: traffic, nodes: nodes)
        return route
    }

    @Test func aRouteShowsItsTraffic() {
        #expect(
            route("up").row(TerminalStyle(noColor: true)) == [
                "shop.test", "shop_web", "80", "shop_web_1", "1", "3", "15",
            ]
        )
        #expect(route("down").row(TerminalStyle(noColor: true))[3] == "shop_web_1 (down)")
    }

    @Test func aRouteWithoutReportHasNoFigures() {
        var unknown = route("up")
        unknown.report = nil
        unknown.servers[0].report = nil
        #expect(unknown.row(TerminalStyle(noColor: true)).count == 4)
        #expect(RouteRow.rows(of: unknown).map { $0.row(TerminalStyle(noColor: true))[3] } == ["", ""])
    }

    @Test func theWideListHasALineForEachContainerAndNode() {
        let figures = ["1", "20", "3", "4", "5", "6", "7"]
        let nodes = [
            RouteReport.Node(node: "n1", traffic: TrafficObject(requests: 20), down: []),
            RouteReport.Node(node: "n2", traffic: TrafficObject(), down: ["shop_web_1"]),
        ]
        let rows = RouteRow.rows(of: route("up", downOn: ["n2"], nodes: nodes)).map {
            $0.row(TerminalStyle(noColor: true))
        }
        #expect(rows.count == 4)
        #expect(rows[0] == ["shop.test", "shop_web", "80", "1 of 1 up", ""] + figures)
        #expect(rows[1] == ["  shop_web_1", "", "", "down for n2", "128"] + figures)
        #expect(rows[2] == ["  by n1", "", "", "", "", "0", "20", "0", "0", "0", "0", "0"])
        #expect(rows[3].prefix(4) == ["  by n2", "", "", "down: shop_web_1"])
        // One node says nothing that the sum doesn't, unless it has trouble.
        #expect(RouteRow.rows(of: route("up", nodes: [nodes[0]])).count == 2)
        #expect(RouteRow.rows(of: route("down", nodes: [nodes[1]])).count == 3)
    }
}
