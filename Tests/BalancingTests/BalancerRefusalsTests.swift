//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Testing

@Suite struct BalancerRefusalsTests {
    private let table = BalancerTable(
        revision: 1,
        listeners: [
            BalancerListener(balancer: "web", port: 80, mode: .http),
            BalancerListener(balancer: "db", port: 800, mode: .tcp),
        ]
    )
    private static let configuration =
        "global\n    x\n\n# web\nfrontend port_80\n    bind :80\n\nbackend port_80_servers\n    server s\n"
        + "frontend port_800\n    bind :800\n"

    @Test(arguments: [
        ("parsing [/r/haproxy.cfg.new:6] : bad", 80), ("parsing [/r/haproxy.cfg.new:9] : bad", 80),
        ("[ALERT] (1) : config : no certificate for bind ':800' at [/r/haproxy.cfg.new:11]", 800),
    ])
    func aListenerIsLeftOutUntilItChanges(complaint: String, port: Int) throws {
        var refusals = BalancerRefusals()
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(isPart)
        let (rest, problems) = refusals.applied(to: table)
        let refused = try #require(table.listeners.first { $0.port == port })
        #expect(rest.listeners == table.listeners.filter { $0.port != port })
        #expect(
            problems == [
                "load balancer \(refused.balancer): port \(port) is left out, HAProxy refuses it: \(complaint)"
            ]
        )
        // Its service can be told from others'.
        for listener in table.listeners {
            #expect(BalancerTable.concerns(problems[0], listener) == (listener.port == port))
        }
        var other = table
        other.listeners[0].connectionLimit = 5
        other.listeners[1].connectionLimit = 5
        #expect(refusals.applied(to: other).table == other)
    }

    @Test func aCertificateIsLeftOutAloneUntilNoneIsLeft() {
        var table = table
        table.listeners[0].mode = .https
        let (bad, good) = (BalancerCertificate(name: "a", pem: "bad"), BalancerCertificate(name: "b", pem: "good"))
        table.listeners[0].certificates = [bad, good]
        let complaint = "parsing [/r/haproxy.cfg.new:6] : can't load certificate from file '/c/port_80_0.pem'."
        var refusals = BalancerRefusals()
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(isPart)
        let (rest, problems) = refusals.applied(to: table)
        #expect(rest.listeners.map(\.certificates) == [[good], nil])
        #expect(
            problems == [
                "load balancer web: port 80: certificate a is left out, HAProxy refuses it: \(complaint)"
            ]
        )
        #expect(BalancerTable.concerns(problems[0], table.listeners[0]))
        #expect(!BalancerTable.concerns(problems[0], table.listeners[1]))
        table.listeners[0].certificates = [bad]
        let (none, more) = refusals.applied(to: table)
        #expect(none.listeners.map(\.port) == [800])
        #expect(more.last == "load balancer web: port 80 is left out, no certificate of it is left")
    }

    @Test(arguments: ["config : Fatal errors found.", "parsing [/r/haproxy.cfg:2] : bad", "parsing [/r:99]", "[/r:0]"])
    func otherComplaintsRefuseTheTable(complaint: String) {
        var refusals = BalancerRefusals()
        let isPart = refusals.note([complaint], of: Self.configuration, for: table)
        #expect(!isPart)
        #expect(refusals.applied(to: table).table == table)
    }
}
