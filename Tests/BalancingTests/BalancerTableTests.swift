//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Routing
import Testing

@Suite struct BalancerTableTests {
    @Test func serversChangeAtRunTime() {
        let one = table(servers: ["a": false])
        #expect(one.transition(from: one, running: one.servers) == .none)
        let two = table(servers: ["a": true, "b": false])
        let server = RouteServer(name: "b", address: "10.0.0.1", port: 7777)
        #expect(
            two.transition(from: one, running: one.servers)
                == .commands([
                    .addServer(backend: "port_80_servers", server),
                    .enableChecks(backend: "port_80_servers", server: "b"),
                    .enableServer(backend: "port_80_servers", server: "b"),
                    .disableServer(backend: "port_80_servers", server: "a"),
                ])
        )
    }

    @Test func listenersTakeAReload() {
        let before = table(servers: ["a": false])
        let changes: [(inout BalancerListener) -> Void] = [
            { $0.port = 81 }, { $0.mode = .tcp }, { $0.connectionLimit = 5 }, { $0.check.path = "/x" },
            { $0.balancer = "other" }, { $0.redirectPort = 443 },
        ]
        for change in changes {
            var after = before
            change(&after.listeners[0])
            #expect(after.transition(from: before, running: before.servers) == .reload)
        }
        var limited = before
        limited.listeners[0].bandwidthLimit = 5
        #expect(limited.transition(from: before, running: before.servers) == .none, "HAProxy has no part in it")
        #expect(BalancerTable(revision: 2).transition(from: before, running: before.servers) == .reload)
    }

    @Test func theConfigurationSaysIt() throws {
        var table = table(servers: ["a": false, "b": true])
        table.listeners[0].connectionLimit = 10
        table.listeners[0].check.path = "/healthz?x=1"
        table.listeners[0].servers[0].weight = 5
        table.listeners.append(BalancerListener(balancer: "db", port: 6379, mode: .tcp))
        let text = try BalancerConfiguration.render(table, settings)
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        for line in [
            "setenv GANTRY_GENERATION 1", "bind :80", "mode http", "maxconn 10", "option httpchk GET /healthz?x=1",
            "server a 10.0.0.1:7777 weight 5", "server b 10.0.0.1:7777 disabled", "bind :6379", "mode tcp",
            "default_backend port_6379_servers",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
        #expect(lines.count { $0.hasPrefix("option httpchk") } == 1)
    }

    @Test func certificatesHaveFilesAndAListForEachListener() throws {
        var table = table(servers: [:])
        #expect(table.certificateFiles(settings).isEmpty)
        table.listeners[0].mode = .https
        let before = table
        table.listeners[0].certificates = [
            BalancerCertificate(name: "a", pem: Self.pem), BalancerCertificate(name: "b", pem: Self.pem + "\n"),
        ]
        #expect(
            table.certificateFiles(settings) == [
                "/x/certificates/port_80_0.pem": Self.pem, "/x/certificates/port_80_1.pem": Self.pem + "\n",
                "/x/certificates/port_80.list": "/x/certificates/port_80_0.pem\n/x/certificates/port_80_1.pem\n",
            ]
        )
        let text = try BalancerConfiguration.render(table, settings)
        for line in [
            "bind :80 ssl crt-list /x/certificates/port_80.list alpn h2,http/1.1", "mode http",
            "http-request set-header X-Forwarded-Proto https", "ssl-default-bind-options ssl-min-ver TLSv1.2",
        ] {
            #expect(text.contains("    \(line)\n"), "\(line)")
        }
        #expect(table.transition(from: before, running: before.servers) == .reload)
    }

    private static let pem =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

    @Test func whatCouldBeMoreThanItClaimsIsRefused() {
        let changes: [(inout BalancerTable) -> Void] = [
            { $0.listeners[0].balancer = "lb\nfrontend x" },
            { $0.listeners[0].check.path = "/x\n    server evil 1.2.3.4:80" },
            { $0.listeners[0].servers[0].name = "a b" },
            { $0.listeners[0].servers[0].address = "example.com" },
            { $0.listeners[0].port = 0 },
            { $0.listeners[0].redirectPort = 70_000 },
            { $0.listeners[0].certificates = [BalancerCertificate(name: "../a", pem: Self.pem)] },
            { $0.listeners[0].certificates = [BalancerCertificate(name: "a", pem: "")] },
            { $0.listeners.append($0.listeners[0]) },
        ]
        for change in changes {
            var table = table(servers: ["a": false])
            change(&table)
            #expect(throws: RoutingError.self) { try BalancerConfiguration.render(table, settings) }
        }
        var odd = settings
        odd.address = "*\n"
        var elsewhere = settings
        elsewhere.certificateDirectory = "/x y"
        #expect(throws: RoutingError.self) { try BalancerConfiguration.render(table(servers: [:]), elsewhere) }
        #expect(throws: RoutingError.self) { try BalancerConfiguration.render(table(servers: [:]), odd) }
    }

    private let settings = HAProxySettings(
        statsSocket: "/x/stats.sock",
        mapFile: "/x/map",
        certificateDirectory: "/x/certificates",
        errorPageFile: "/x/503.html"
    )

    private func table(servers: KeyValuePairs<String, Bool>) -> BalancerTable {
        BalancerTable(
            revision: 1,
            listeners: [
                BalancerListener(
                    balancer: "web/lb",
                    port: 80,
                    mode: .http,
                    servers: servers.map {
                        RouteServer(name: $0.key, address: "10.0.0.1", port: 7777, isDraining: $0.value)
                    }
                )
            ]
        )
    }
}
