//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Routing
import Testing

@Suite struct HAProxyConfigurationTests {
    private static let table = RouteTable(
        revision: 12,
        rules: [
            RouteRule(host: "shop.test", path: "/api", backend: "shop_api_80_servers"),
            RouteRule(host: "shop.test", path: "/", backend: "shop_web_80_servers"),
        ],
        backends: [
            RouteBackend(name: "shop_api_80_servers", isSticky: false, servers: []),
            RouteBackend(
                name: "shop_web_80_servers",
                isSticky: true,
                servers: [
                    RouteServer(name: "c1", address: "10.0.0.1", port: 80),
                    RouteServer(name: "c2", address: "fd00::2", port: 80, isDraining: true),
                ]
            ),
        ]
    )
    private static let hostsOnly = RouteTable(
        revision: 12,
        rules: [RouteRule(host: "shop.test", path: "/", backend: "shop_web_80_servers")],
        backends: [RouteBackend(name: "shop_web_80_servers", isSticky: true, servers: [])]
    )
    private static let settings = HAProxySettings(
        statsSocket: "/run/stats.sock",
        mapFile: "/run/routes.map",
        certificateDirectory: "/run/certificates",
        errorPageFile: "/run/503.html"
    )

    /// Each in a file of its own; `GANTRY_UPDATE_GOLDEN=1` writes it instead, for the difference to be read.
    @Test(arguments: ["haproxy.cfg", "haproxy-hosts-only.cfg"])
    func theWholeFileIsAsExpected(name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let golden = folder.appending(path: "Golden/\(name)")
        let text = try HAProxyConfiguration.render(
            name == "haproxy.cfg" ? Self.table : Self.hostsOnly,
            Self.settings
        )
        if ProcessInfo.processInfo.environment["GANTRY_UPDATE_GOLDEN"] != nil {
            try Data(text.utf8).write(to: golden)
        }
        #expect(try text == String(decoding: Data(contentsOf: golden), as: UTF8.self))
    }

    @Test func settingsAreWrittenWhereTheyBelong() throws {
        var settings = Self.settings
        settings.httpPort = 8080
        settings.statsPort = 8081
        settings.generation = 9
        let plain = try HAProxyConfiguration.render(Self.table, settings).split(separator: "\n").map { line in
            String(line.drop(while: { $0 == " " }))
        }
        for line in [
            "# Written by the router for route table 12; changes are overwritten.",
            "stats socket /run/stats.sock mode 600 level admin expose-fd listeners",
            "setenv GANTRY_GENERATION 9", "bind :8080", "bind :8081", "monitor-uri /haproxy-monitor",
            "stats uri /haproxy?stats", "stats auth admin:admin",
            "default-server \(HAProxyConfiguration.serverParameters)",
        ] {
            #expect(plain.contains(line), "\(line)")
        }
        #expect(!plain.contains { $0.hasPrefix("uid ") })
        settings.unprivilegedID = 65_534
        #expect(try HAProxyConfiguration.render(Self.table, settings).contains("    uid 65534\n    gid 65534\n"))
    }

    @Test func theMapHasAKeyForEachRule() {
        #expect(
            HAProxyMap.render(Self.table) == """
                shop.test/api/ shop_api_80_servers|/api
                shop.test/ shop_web_80_servers|/

                """
        )
    }

    @Test func withoutPathsTheMapHasAKeyForEachHost() {
        #expect(
            HAProxyMap.render(Self.hostsOnly) == """
                shop.test shop_web_80_servers
                shop.test. shop_web_80_servers

                """
        )
    }

    @Test(arguments: [
        ("name", "backend 'a b': not a name"),
        ("server", "server 'c 1' of b: not a name"),
        ("address", "server c1 of b: '10.0.0.1 check' is not an IP address"),
        ("port", "server c1 of b: 0 is not a port"),
        ("host", "rule for 'x.test; quit': not a lower-case host name"),
        ("path", "rule for x.test and '/a\nb': not a path"),
        ("backend", "rule for x.test/: there is no backend 'other'"),
    ])
    func nothingElseGetsIn(part: String, start: String) {
        let server = RouteServer(
            name: part == "server" ? "c 1" : "c1",
            address: part == "address" ? "10.0.0.1 check" : "10.0.0.1",
            port: part == "port" ? 0 : 80
        )
        let backend = RouteBackend(name: part == "name" ? "a b" : "b", isSticky: false, servers: [server])
        let rule = RouteRule(
            host: part == "host" ? "x.test; quit" : "x.test",
            path: part == "path" ? "/a\nb" : "/",
            backend: part == "backend" ? "other" : "b"
        )
        let error = #expect(throws: RoutingError.self) {
            try HAProxyConfiguration.render(
                RouteTable(revision: 1, rules: [rule], backends: [backend]),
                Self.settings
            )
        }
        #expect(error?.description.hasPrefix(start) == true)
    }

    @Test func filesAndAddressesAreChecked() throws {
        var settings = Self.settings
        settings.mapFile = "/run/my routes"
        #expect(throws: RoutingError.self) { try HAProxyConfiguration.render(Self.table, settings) }
        settings = Self.settings
        settings.address = "127.0.0.1:80 ssl"
        #expect(throws: RoutingError.self) { try HAProxyConfiguration.render(Self.table, settings) }
        settings.address = "127.0.0.1"
        #expect(try HAProxyConfiguration.render(Self.table, settings).contains("bind 127.0.0.1:1936\n"))
    }

    @Test func addressesAreRecognised() {
        for address in ["10.0.0.1", "255.255.255.255", "fd00::1", "::ffff:10.0.0.1"] {
            #expect(RouteGrammar.isAddress(address), "\(address)")
        }
        for address in ["", "10.0.0", "10.0.0.256", "10.0.0.+1", "10.0.0.1:80", "a:b", "::1 x", "10.0.0.1.", "host"] {
            #expect(!RouteGrammar.isAddress(address), "\(address)")
        }
    }
}
