//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct BalancerSpecTests {
    @Test(arguments: ["a", "web_lb.a/b-1", String(repeating: "x", count: 80)])
    func names(name: String) throws {
        try BalancerSpec(name: BalancerName(name)).validate()
    }

    @Test(arguments: ["", "a b", "a\nb", "ä", "a#", String(repeating: "x", count: 81)])
    func whatIsNoNameIsRefused(name: String) {
        let error = #expect(throws: BalancerRefusal.self) { try BalancerSpec(name: BalancerName(name)).validate() }
        #expect(error?.description.contains("its name is no name of a load balancer") == true)
    }

    @Test func whatIsOutOfBoundsIsRefused() {
        let cases: [(String, (inout BalancerSpec) -> Void)] = [
            ("0 is no port", { $0.listeners = [.init(port: 0, mode: .tcp)] }),
            ("65536 is no port", { $0.listeners = [.init(port: 65_536, mode: .tcp)] }),
            (
                "port 80 has a listener already",
                { $0.listeners = [.init(port: 80, mode: .tcp), .init(port: 80, mode: .http)] }
            ),
            (
                "port 80 is to lead to https at port 443, which has no such listener; add it with `gantry lb listener add "
                    + "lb https:443`",
                { $0.listeners = [.init(port: 80, mode: .http, redirectPort: 443), .init(port: 443, mode: .tcp)] }
            ),
            (
                "its listener at port 444 speaks https, and only http is led to https",
                { $0.listeners = [.init(port: 443, mode: .https), .init(port: 444, mode: .https, redirectPort: 443)] }
            ),
            ("51 listeners are too many", { $0.listeners = (1...51).map { .init(port: $0, mode: .tcp) } }),
            ("nodes: 1000 different ones", { $0.nodes = ["n1", "n1"] }),
            (
                "it runs on the server's host or on nodes",
                {
                    $0.onServer = true
                    $0.nodes = ["n1"]
                }
            ),
            (
                "none that moves; leave --address out",
                {
                    $0.onServer = true
                    $0.address = "10.0.0.9/24"
                }
            ),
            ("0 connections are no limit", { $0.connectionLimit = 0 }),
            ("0 Mbit/s are no limit", { $0.bandwidthLimit = 0 }),
            ("100001 Mbit/s are no limit", { $0.bandwidthLimit = 100_001 }),
            ("its check's path is no path", { $0.check.path = "health" }),
            ("its check's path is no path", { $0.check.path = "/a b" }),
            ("its check's path is no path", { $0.check.path = "/a\nbackend x" }),
            ("its check's path is no path", { $0.check.path = "/" + String(repeating: "x", count: 80) }),
            ("0 s between two checks", { $0.check.intervalSeconds = 0 }),
            ("11 failures", { $0.check.fall = 11 }),
            ("0 successes", { $0.check.rise = 0 }),
        ]
        for (message, change) in cases {
            var spec = BalancerSpec(name: "lb")
            change(&spec)
            let error = #expect(throws: BalancerRefusal.self) { try spec.validate() }
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        }
    }

    @Test func httpMayLeadToHttps() throws {
        var spec = BalancerSpec(name: "lb")
        spec.listeners = [.init(port: 80, mode: .http, redirectPort: 8443), .init(port: 8443, mode: .https)]
        try spec.validate()
    }

    @Test func nodesThatBothRunOnAreFound() {
        var (left, right) = (BalancerSpec(name: "a"), BalancerSpec(name: "b"))
        #expect(left.meets(right) && left.includes(node: "n1"))
        left.nodes = ["n1", "n2"]
        #expect(left.meets(right) && left.includes(node: "n2") && !left.includes(node: "n3"))
        right.nodes = ["n3"]
        #expect(!left.meets(right))
        right.nodes = ["n2", "n3"]
        #expect(left.meets(right))
        right.onServer = true
        right.nodes = []
        #expect(!left.meets(right) && !right.includes(node: "n1"))
        left.onServer = true
        #expect(left.meets(right))
    }
}
