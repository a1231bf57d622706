//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Routing
import Testing

@testable import CustomRouting

@Suite struct ProxyTransitionTests {
    private static func configuration(_ services: [ProxiedService]) throws -> ProxyConfiguration {
        try ProxyConfiguration.test(services)
    }

    private static func plan(_ old: [ProxiedService], _ new: [ProxiedService]) throws -> RouteTransition {
        let before = try configuration(old)
        return before.transition(to: try configuration(new), running: before.servers())
    }

    private static let web = ["VIRTUAL_HOST": "a.com"]

    @Test func containersComeAndGoAtRunTime() throws {
        #expect(try Self.plan([.test("a", Self.web)], [.test("a", Self.web)]) == .none)
        guard case .commands(let added) = try Self.plan([.test("a", Self.web)], [.test("a", Self.web, containers: 2)])
        else {
            Issue.record("a reload")
            return
        }
        let server = RouteServer(name: "p_a_2", address: "10.0.1.2", port: 80)
        #expect(
            added == [
                .addServer(backend: "SERVICE_p_a", server), .enableChecks(backend: "SERVICE_p_a", server: "p_a_2"),
                .enableServer(backend: "SERVICE_p_a", server: "p_a_2"),
            ]
        )
        guard case .commands(let removed) = try Self.plan([.test("a", Self.web)], [.test("a", Self.web, containers: 0)])
        else {
            Issue.record("a reload")
            return
        }
        #expect(removed.last == .deleteServer(backend: "SERVICE_p_a", server: "p_a_1"))
        #expect(
            try Self.configuration([.test("a", Self.web)]).runtimeParameters(backend: "SERVICE_p_a", server: "p_a_1")
                == "check inter 2000 rise 2 fall 3 pool-max-conn -1 pool-purge-delay 5s"
        )
        let draining = try Self.configuration([.test("a", Self.web)])
        #expect(draining.serverNames(of: ["id-a-1", "other"]) == ["p_a_1"])
    }

    @Test(arguments: [
        ["VIRTUAL_HOST": "b.com"], ["VIRTUAL_HOST": "a.com", "HEALTH_CHECK": "check"],
        ["VIRTUAL_HOST": "a.com", "BALANCE": "leastconn"], ["VIRTUAL_HOST": "a.com", "SSL_CERT": pem],
    ])
    func settingsNeedAReload(settings: [String: String]) throws {
        #expect(try Self.plan([.test("a", Self.web)], [.test("a", settings)]) == .reload)
    }

    @Test func newServicesNeedAReload() throws {
        #expect(
            try Self.plan([.test("a", Self.web)], [.test("a", Self.web), .test("b", ["VIRTUAL_HOST": "b"])]) == .reload
        )
    }

    @Test(arguments: [["COOKIE": "C insert"], ["BALANCE": "source"], ["BALANCE": "static-rr"]])
    func someBackendsTakeNewServersByAReloadAlone(settings: [String: String]) throws {
        let settings = settings.merging(Self.web) { $1 }
        let (one, two) = (ProxiedService.test("a", settings), ProxiedService.test("a", settings, containers: 2))
        #expect(try Self.plan([one], [two]) == .reload)
        guard case .commands = try Self.plan([two], [one]) else {
            Issue.record("a server can go")
            return
        }
        #expect(try Self.plan([two], [two]) == .none)
    }

    @Test func complaintsAreLaidAtTheDoorOfTheirServices() throws {
        let configuration = try ProxyConfiguration.test([
            .test("a", ["VIRTUAL_HOST": "a.com", "EXTRA_SETTINGS": "nonsense", "SSL_CERT": pem]),
            .test("b", ["VIRTUAL_HOST": "b.com", "HEALTH_CHECK": "chekc"]),
        ])
        let text = configuration.text(directory: "/f", generation: 3)
        let lines = text.text.split(separator: "\n", omittingEmptySubsequences: false)
        let nonsense = try #require(lines.firstIndex { $0.contains("nonsense") }) + 1
        let server = try #require(lines.firstIndex { $0.contains("chekc") }) + 1
        let complaints = [
            "[ALERT]    (1) : config : parsing [/haproxy.cfg:\(nonsense)] : unknown keyword 'nonsense'",
            "[ALERT]    (1) : config : [/haproxy.cfg:\(server)] : 'server SERVICE_p_b/p_b_1' : unknown keyword 'chekc'",
            "[ALERT]    (1) : config : Fatal errors found in configuration.",
        ]
        #expect(configuration.offenders(in: complaints, of: text) == ["p_a": complaints[0], "p_b": complaints[1]])
        let certificate = "[ALERT] (1) : config : parsing [/h:2] : unable to load from file '/f/certs/cert0.pem'."
        #expect(configuration.offenders(in: [certificate], of: text) == ["p_a": certificate])
        let late = "[ALERT] (1) : config : backend 'SERVICE_p_b' has no mode"
        #expect(configuration.offenders(in: [late], of: text) == ["p_b": late])
        #expect(configuration.offenders(in: ["[ALERT] (1) : [/h:2] : x"], of: text) == [:])
    }
}
