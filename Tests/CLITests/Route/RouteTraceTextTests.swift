//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

@testable import CLI

@Suite struct RouteTraceTextTests {
    @Test func aRequestThatIsServed() {
        var web = RouteObject(host: "shop.test", path: "/", project: "shop", service: "web", port: 80, sticky: true)
        web.servers = [
            .init(
                container: "shop_web_1",
                id: "shop_web_1",
                node: "n1",
                address: "10.0.0.1",
                port: 80,
                draining: false,
                weight: 3
            ),
            .init(container: "shop_web_2", id: "shop_web_2", node: "n2", address: "10.0.0.2", port: 80, draining: true),
        ]
        var trace = RouteTraceObject(host: "shop.test", path: "/cart")
        trace.route = web
        trace.others = [
            RouteObject(host: "shop.test", path: "/api", project: "shop", service: "api", port: 8_080, sticky: false)
        ]
        trace.leftOut = [.init(container: "shop_web_3", node: "n3", reason: "unhealthy")]
        trace.upToDate = ["n1", "n2"]
        trace.behind = ["n3": "not taken yet"]
        #expect(
            RouteTraceText.text(trace, TerminalStyle(noColor: true)) == """
                request     shop.test/cart
                taken by    shop.test of shop_web port 80, a client stays with its container
                served by   shop_web_1 on n1, 10.0.0.1:80, weight 3
                            shop_web_2 on n2, 10.0.0.2:80, draining
                left out    shop_web_3 on n3: unhealthy
                not by      shop.test/api of shop_api port 8080: another path
                in place on n1, n2
                not yet on  n3: not taken yet
                """
        )
    }

    @Test func aRequestThatNobodyTakes() {
        var trace = RouteTraceObject(host: "shop.test", path: "/")
        trace.reason = "503: no service has a route for shop.test"
        #expect(
            RouteTraceText.text(trace, TerminalStyle(noColor: true)) == """
                request     shop.test/
                answer      503: no service has a route for shop.test
                """
        )
    }
}
