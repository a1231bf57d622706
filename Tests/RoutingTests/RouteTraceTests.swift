//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing
import Testing

@Suite struct RouteTraceTests {
    private static let table = RouteTable(
        revision: 1,
        rules: [
            RouteRule(host: "shop.test", path: "/api/v2", backend: "deep"),
            RouteRule(host: "shop.test", path: "/api", backend: "api"),
            RouteRule(host: "shop.test", path: "/", backend: "web"),
            RouteRule(host: "api.test", path: "/only", backend: "api"),
        ]
    )

    @Test(arguments: [
        ("http://shop.test", "web", [], ["api", "deep"]), ("shop.test/apis", "web", [], ["api", "deep"]),
        ("https://SHOP.test:8443/API?x=/v2", "api", ["web"], ["deep"]),
        ("ws://shop.test./api/v2/x#y", "deep", ["api", "web"], []), ("api.test/only", "api", [], []),
    ])
    func theLongestRuleTakesIt(url: String, taker: String, shorter: [String], others: [String]) throws {
        let trace = try Self.table.trace(RequestAddress(parsing: url))
        #expect(trace.rule?.backend == taker)
        #expect(trace.shorter.map(\.backend) == shorter)
        #expect(trace.others.map(\.backend).sorted() == others)
    }

    @Test(arguments: [("api.test/", 1), ("other.test/", 0), ("x.shop.test/", 0)])
    func nobodyTakesTheRest(url: String, others: Int) throws {
        let trace = try Self.table.trace(RequestAddress(parsing: url))
        #expect(trace.rule == nil)
        #expect(trace.others.count == others)
    }

    @Test(arguments: [
        ("", "'': not a host name; write for example http://shop.example.com/cart"),
        ("http:///x", "'': not a host name; write for example http://shop.example.com/cart"),
        ("a b/x", "'a b': not a host name; write for example http://shop.example.com/cart"),
        ("tcp://shop.test:1", "'tcp': not routed by host and path; use http, https, ws or wss"),
        ("shop.test/" + String(repeating: "x", count: 8_192), "URL: longer than 8192 bytes; shorten it"),
    ])
    func whatIsNoAddressIsRefused(url: String, message: String) {
        let error = #expect(throws: RoutingError.self) { try RequestAddress(parsing: url) }
        #expect(error?.description == message)
    }
}
