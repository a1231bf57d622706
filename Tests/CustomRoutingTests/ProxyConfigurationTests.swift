//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CustomRouting

@Suite struct ProxyConfigurationTests {
    @Test func withoutServicesThereAreThreeSections() throws {
        #expect(try ProxyConfiguration.test([]).heads == ["global", "defaults", "listen stats"])
        let text = try ProxyConfiguration.test([]).text(directory: "/f", generation: 1).text
        #expect(text.hasSuffix("\n") && !text.contains("\u{1}"))
    }

    @Test func anAddressLeadsToItsBackend() throws {
        let service = ProxiedService.test("web", ["VIRTUAL_HOST": "http://web.com"], ports: [80, 443], containers: 2)
        let configuration = try ProxyConfiguration.test([service])
        #expect(
            configuration.lines(of: "frontend port_80") == [
                "bind :80", "option idle-close-on-response", "http-request add-header X-Forwarded-Proto http",
                "maxconn 4096", "acl is_websocket hdr(Upgrade) -i WebSocket",
                "acl host_rule_1 hdr(host) -i -- web.com web.com:80",
                "bind abns@gantry-proxy-80 accept-proxy",
                "use_backend handover_80 if { stopping } { srv_is_up(handover_80/next) }",
                "use_backend SERVICE_p_web if host_rule_1",
            ]
        )
        // Two ports of a container are two servers of different names.
        let check = "check inter 2000 rise 2 fall 3"
        #expect(
            configuration.lines(of: "backend SERVICE_p_web") == [
                "server p_web_1 10.0.1.1:80 \(check)", "server p_web_1:443 10.0.1.1:443 \(check)",
                "server p_web_2 10.0.1.2:80 \(check)", "server p_web_2:443 10.0.1.2:443 \(check)",
            ]
        )
        #expect(configuration.refusals.isEmpty && configuration.notices.isEmpty)
    }

    /// What each request would be asked in vain, it isn't.
    @Test func domainsAloneAreLookedUpOnce() throws {
        let services = ["a", "b"].map { name in
            ProxiedService.test(name, ["VIRTUAL_HOST": "http://\(name).com"], ports: [80], containers: 1)
        }
        let configuration = try ProxyConfiguration.test(services)
        let lines = try #require(configuration.lines(of: "frontend port_80"))
        #expect(lines.last == "use_backend %[req.hdr(host),lower,map_str(/files/maps/port_80_1.map)]")
        #expect(!lines.contains { $0.contains("nbsrv") || $0.contains("set-var") })
    }

    /// Each setting of a service, and the line that it makes in its backend.
    @Test(
        arguments: [
            (["BALANCE": "source"], "balance source"), (["COOKIE": "C insert indirect"], "cookie C insert indirect"),
            (["EXTRA_SETTINGS": "a\\,b, errorfile 503 /x"], "a,b"),
            (["FORCE_SSL": "1"], "redirect scheme https code 301 if !{ ssl_fc }"),
            (["GZIP_COMPRESSION_TYPE": "text/html text/css"], "compression type text/html text/css"),
            (["GZIP_COMPRESSION_TYPE": "text/html"], "compression algo gzip"),
            (
                ["HSTS_MAX_AGE": "60"],
                "http-response add-header Strict-Transport-Security max-age=60;\\ includeSubDomains"
            ),
            (["HTTP_CHECK": "GET /up"], "option httpchk GET /up"), (["OPTION": "httpclose"], "option httpclose"),
            (["HEALTH_CHECK": "check inter 9"], "server p_web_1 10.0.1.1:80 check inter 9"),
            (
                ["HEALTH_CHECK": "check", "EXTRA_ROUTE_SETTINGS": "weight 3"],
                "server p_web_1 10.0.1.1:80 check weight 3"
            ),
            (["HEALTH_CHECK": "check", "FAILOVER": "x"], "server p_web_1 10.0.1.1:80 check backup"),
            (["HEALTH_CHECK": "check", "COOKIE": "C insert"], "server p_web_1 10.0.1.1:80 cookie p_web_1 check"),
            (["VIRTUAL_HOST": "ws://web.com"], "option http-server-close"),
        ] as [([String: String], String)]
    )
    func aSettingHasItsLine(settings: [String: String], line: String) throws {
        let service = ProxiedService.test("web", ["VIRTUAL_HOST": "web.com"].merging(settings) { $1 })
        let lines = try #require(try ProxyConfiguration.test([service]).lines(of: "backend SERVICE_p_web"))
        #expect(lines.contains(line), "\(lines)")
        // Without addresses, it is the same in the backend for all.
        var plain = service
        plain.settings["VIRTUAL_HOST"] = nil
        guard settings["VIRTUAL_HOST"] == nil else { return }
        #expect(try ProxyConfiguration.test([plain]).lines(of: "backend default_service")?.contains(line) == true)
    }

    @Test func ownCookieValuesAreTheContainers() throws {
        let service = ProxiedService.test(
            "web",
            ["VIRTUAL_HOST": "a", "COOKIE": "C", "HEALTH_CHECK": "check"],
            ports: [80, 81]
        )
        let lines = try ProxyConfiguration.test([service]).lines(of: "backend SERVICE_p_web") ?? []
        #expect(lines.contains("server p_web_1:81 10.0.1.1:81 cookie p_web_1 check"), "\(lines)")
    }

    @Test func heavierAddressesAreAskedFirstThenMoreExactOnes() throws {
        let configuration = try ProxyConfiguration.test([
            .test("all", ["VIRTUAL_HOST": "*"]), .test("exact", ["VIRTUAL_HOST": "a.com"]),
            .test("path", ["VIRTUAL_HOST": "a.com/x"]),
            .test("heavy", ["VIRTUAL_HOST": "*.com", "VIRTUAL_HOST_WEIGHT": "5"]),
            .test("light", ["VIRTUAL_HOST": "a.com/x/y", "VIRTUAL_HOST_WEIGHT": "-1"]),
        ])
        let choices = (configuration.lines(of: "frontend port_80") ?? []).filter { $0.hasPrefix("use_backend S") }
        let order = choices.map { $0.split(separator: " ")[1].dropFirst("SERVICE_p_".count) }
        #expect(order == ["heavy", "path", "exact", "all", "light", "heavy", "path", "exact", "all", "light"])
        #expect(choices[3] == "use_backend SERVICE_p_all if { nbsrv(SERVICE_p_all) gt 0 }")
        #expect(choices[8] == "use_backend SERVICE_p_all")
    }

    @Test func manyDomainsAreAMap() throws {
        let configuration = try ProxyConfiguration.test([
            .test("a", ["VIRTUAL_HOST": "a.com, b.com"]), .test("b", ["VIRTUAL_HOST": "B.com, c.com"]),
            .test("w", ["VIRTUAL_HOST": "*.com"]),
        ])
        #expect(
            configuration.files == [
                "maps/port_80_1.map": """
                a.com SERVICE_p_a
                a.com:80 SERVICE_p_a
                b.com SERVICE_p_a
                b.com:80 SERVICE_p_a

                """,
                "maps/port_80_2.map": """
                b.com SERVICE_p_b
                b.com:80 SERVICE_p_b
                c.com SERVICE_p_b
                c.com:80 SERVICE_p_b

                """,
            ]
        )
        let lines = configuration.lines(of: "frontend port_80") ?? []
        let domains = (1...2).map { "{ var(txn.domain_\($0)) -m found }" }
        #expect(
            lines.suffix(11) == [
                "http-request set-var(txn.domain_1) req.hdr(host),lower,map_str(/files/maps/port_80_1.map)",
                "http-request set-var(txn.domain_2) req.hdr(host),lower,map_str(/files/maps/port_80_2.map)",
                "acl host_rule_3 hdr(host) -i -m end -- .com .com:80",
                "bind abns@gantry-proxy-80 accept-proxy",
                "use_backend handover_80 if { stopping } { srv_is_up(handover_80/next) }",
                "use_backend %[var(txn.domain_1)] if \(domains[0]) { var(txn.domain_1),nbsrv gt 0 }",
                "use_backend %[var(txn.domain_2)] if \(domains[1]) { var(txn.domain_2),nbsrv gt 0 }",
                "use_backend SERVICE_p_w if host_rule_3 { nbsrv(SERVICE_p_w) gt 0 }",
                "use_backend %[var(txn.domain_1)] if \(domains[0])",
                "use_backend %[var(txn.domain_2)] if \(domains[1])",
                "use_backend SERVICE_p_w if host_rule_3",
            ]
        )
    }

    @Test func theSameAddressesShareABackend() throws {
        let configuration = try ProxyConfiguration.test([
            .test("b", ["VIRTUAL_HOST": "a.com", "FAILOVER": "1", "HEALTH_CHECK": "check"], network: 2),
            .test("a", ["VIRTUAL_HOST": "a.com", "COOKIE": "C insert", "HEALTH_CHECK": "check inter 1"]),
        ])
        #expect(configuration.heads.filter { $0.hasPrefix("backend S") } == ["backend SERVICE_p_a"])
        // The one that takes over has no say in the backend's settings, but keeps those of its servers.
        #expect(
            configuration.lines(of: "backend SERVICE_p_a") == [
                "cookie C insert", "server p_a_1 10.0.1.1:80 cookie p_a_1 check inter 1",
                "server p_b_1 10.0.2.1:80 cookie p_b_1 check backup",
            ]
        )
    }

    @Test func servicesWithoutAddressesDontMixTheirSettings() throws {
        let configuration = try ProxyConfiguration.test([
            .test(
                "a",
                ["FORCE_SSL": "1", "COOKIE": "C insert", "HEALTH_CHECK": "check", "EXTRA_ROUTE_SETTINGS": "weight 2"]
            ),
            .test("b", ["COOKIE": "C insert", "HEALTH_CHECK": "check inter 7"], network: 2),
        ])
        #expect(
            configuration.lines(of: "backend default_service") == [
                "cookie C insert", "server p_a_1 10.0.1.1:80 cookie p_a_1 check weight 2",
                "server p_b_1 10.0.2.1:80 cookie p_b_1 check inter 7",
            ]
        )
        #expect(configuration.notices.count == 1 && configuration.notices[0].contains("don't agree on FORCE_SSL"))
        #expect(
            configuration.lines(of: "frontend default_port_80") == [
                "bind :80", "option idle-close-on-response",
                "http-request add-header X-Forwarded-Proto http", "maxconn 4096",
                "bind abns@gantry-proxy-80 accept-proxy",
                "use_backend handover_80 if { stopping } { srv_is_up(handover_80/next) }",
                "default_backend default_service",
            ]
        )
    }

    @Test func aServiceWithoutAddressesIsNotReachedBesideOthersAndThatIsSaid() throws {
        let configuration = try ProxyConfiguration.test([.test("a", ["VIRTUAL_HOST": "a.com"]), .test("b")])
        #expect(!configuration.heads.contains { $0.contains("default") && $0 != "defaults" })
        #expect(configuration.notices.contains { $0.hasPrefix("service p_b: it has no VIRTUAL_HOST") })
    }

    @Test func defaultFrontendsAreWhereTheyAreExpected() throws {
        func frontends(_ services: [ProxiedService], _ environment: [String: String]) throws -> [String] {
            try ProxyConfiguration.test(services, environment).sections.filter { $0.head.hasPrefix("frontend") }
                .map { "\($0.name) \($0.lines[0].text)" }
        }
        let web = [ProxiedService.test("a")]
        #expect(try frontends(web, [:]) == ["default_port_80 bind :80"])
        #expect(
            try frontends(web, ["SSL_CERT": pem]) == [
                "default_port_80 bind :80", "default_port_443 bind :443 ssl crt \u{1}/certs/",
            ]
        )
        #expect(
            try frontends(web, ["SSL_CERT": pem, "EXTRA_FRONTEND_SETTINGS_81": "x", "EXTRA_BIND_SETTINGS": "81:v4v6"])
                == [
                    "default_port_81 bind :81 ssl crt \u{1}/certs/ v4v6"
                ]
        )
        // Nothing to lead to: still a valid configuration.
        let alone = try ProxyConfiguration.test([], ["EXTRA_FRONTEND_SETTINGS_80": "errorfile 503 /x"])
        #expect(alone.lines(of: "frontend default_port_80")?.contains("errorfile 503 /x") == true)
    }

    @Test func tcpPortsArePooled() throws {
        let configuration = try ProxyConfiguration.test([
            .test("a", ["TCP_PORTS": "6379", "OPTION": "tcpka", "BALANCE": "leastconn"], ports: [80, 6_379]),
            .test(
                "b",
                ["TCP_PORTS": "6379,81", "OPTION": "tcpka", "BALANCE": "leastconn"],
                ports: [6_379],
                network: 2
            ),
        ])
        let check = "check inter 2000 rise 2 fall 3"
        #expect(
            configuration.lines(of: "listen port_6379") == [
                "bind :6379", "mode tcp", "balance leastconn", "option tcpka", "server p_a_1 10.0.1.1:6379 \(check)",
                "server p_b_1 10.0.2.1:6379 \(check)",
            ]
        )
        #expect(configuration.lines(of: "listen port_81")?.contains { $0.hasPrefix("server") } == false)
        #expect(configuration.lines(of: "backend default_service")?.last == "server p_a_1 10.0.1.1:80 \(check)")
    }

    @Test func aTCPPortIsWithTLSOrWithout() throws {
        let configuration = try ProxyConfiguration.test(
            [
                .test("a", ["TCP_PORTS": "443/SSL", "VIRTUAL_HOST": "https://a.com"], ports: [443]),
                .test("b", ["TCP_PORTS": "443,1936"], ports: [443], network: 2),
            ],
            ["SSL_CERT": pem]
        )
        #expect(
            configuration.lines(of: "listen port_443") == [
                "bind :443 ssl crt /files/certs/", "mode tcp",
                "server p_a_1 10.0.1.1:443 check inter 2000 rise 2 fall 3",
            ]
        )
        for part in ["service p_b: TCP_PORTS: port 443 is p_a's with TLS", "port 1936", "port 443: addresses with it"] {
            #expect(configuration.refusals.contains { $0.contains(part) }, "\(part)")
        }
        #expect(!configuration.heads.contains("frontend port_443"))
    }

    @Test func certificatesAreNumberedAndSecureTheirPorts() throws {
        let services = [
            ProxiedService.test("a", ["VIRTUAL_HOST": "https://a.com, http://a.com", "SSL_CERT": pem + "a"]),
            .test("b", ["VIRTUAL_HOST": "wss://b.com:8443", "DEFAULT_SSL_CERT": pem + "b", "SSL_CERT": pem + "a"]),
        ]
        let configuration = try ProxyConfiguration.test(services, ["DEFAULT_SSL_CERT": pem, "CA_CERT": pem])
        let names = configuration.files.keys.filter { $0.hasPrefix("certs/") }.sorted()
        #expect(names == ["certs/cert0.pem", "certs/cert1.pem", "certs/cert2.pem"])
        #expect(names.dropFirst().map { configuration.fileOwners[$0] } == ["p_b", "p_a"])
        let secure = "ssl crt /files/certs/ ca-file /files/cacerts/cert0.pem verify required"
        for (port, binding) in [(80, "bind :80"), (443, "bind :443 \(secure)"), (8_443, "bind :8443 \(secure)")] {
            let lines = configuration.lines(of: "frontend port_\(port)") ?? []
            #expect(lines.first == binding)
            #expect(lines[2].hasSuffix(port == 80 ? "http" : "https"))
        }
        let folder = try ProxyConfiguration.test(services, ["CERT_FOLDER": "/own", "CA_CERT_FILE": "/ca.pem"])
        #expect(
            folder.lines(of: "frontend port_443")?.first == "bind :443 ssl crt /own ca-file /ca.pem verify required"
        )
        #expect(folder.files.keys.filter { $0.hasPrefix("certs") }.isEmpty)
        // Without a certificate it is plain, and no client is asked for one.
        let plain = try ProxyConfiguration.test([.test("a", ["VIRTUAL_HOST": "https://a.com"])], ["CA_CERT": pem])
        #expect(
            plain.lines(of: "frontend port_443")?.prefix(3) == [
                "bind :443", "option idle-close-on-response",
                "http-request add-header X-Forwarded-Proto http",
            ]
        )
        #expect(plain.notices.contains { $0.hasPrefix("CA_CERT") })
    }

    @Test func aProcessThatEndsGivesRequestsToTheNext() throws {
        let hosts = "a.com, https://a.com, https://b.com:444"
        let services = [ProxiedService.test("a", ["VIRTUAL_HOST": hosts, "SSL_CERT": pem])]
        let configuration = try ProxyConfiguration.test(services)
        let forwarded = "option forwardfor except 0.0.0.0/0 header X-Handed-Over-For"
        #expect(
            configuration.lines(of: "backend handover_80") == [
                forwarded, "server next abns@gantry-proxy-80 send-proxy-v2 no-check",
            ]
        )
        #expect(
            configuration.lines(of: "backend handover_444") == [
                forwarded, "server next abns@gantry-proxy-444 send-proxy-v2 no-check ssl verify none",
            ]
        )
        let secure = configuration.lines(of: "frontend port_444") ?? []
        #expect(secure.contains("bind abns@gantry-proxy-444 accept-proxy ssl crt /files/certs/"), "\(secure)")
        // Nobody says who the client is, so it isn't said twice.
        let silent = try ProxyConfiguration.test(services, ["OPTION": "httplog"])
        #expect(silent.lines(of: "backend handover_80") == ["server next abns@gantry-proxy-80 send-proxy-v2 no-check"])
        // Clients have shown their certificates on their own connections.
        let asking = try ProxyConfiguration.test(services, ["CA_CERT": pem])
        #expect(asking.heads.filter { $0.hasPrefix("backend handover") } == ["backend handover_80"])
        #expect(asking.lines(of: "frontend port_444")?.contains { $0.contains("handover") } == false)
    }

    @Test func passwordsAreAskedForUnlessAServiceIsOpen() throws {
        for variable in ["HTTP_BASIC_AUTH", "HTTP_BASIC_AUTH_SECURE"] {
            let configuration = try ProxyConfiguration.test(
                [
                    .test("a", ["VIRTUAL_HOST": "a.com"]),
                    .test("b", ["VIRTUAL_HOST": "b.com", "EXCLUDE_BASIC_AUTH": "x"], network: 2),
                ],
                [variable: "u:p"]
            )
            let auth = "http-request auth realm haproxy_basic_auth if !need_auth"
            #expect(configuration.lines(of: "backend SERVICE_p_a")?.contains(auth) == true)
            #expect(configuration.lines(of: "backend SERVICE_p_b")?.contains(auth) == false)
        }
    }

    @Test func theMonitorIsWithItsPort() throws {
        let environment = ["MONITOR_URI": "/up", "MONITOR_PORT": "80"]
        let with = try ProxyConfiguration.test([.test("a", ["VIRTUAL_HOST": "a.com"])], environment)
        #expect(with.lines(of: "frontend port_80")?.contains("monitor-uri /up") == true)
        #expect(!with.heads.contains("frontend monitor"))
        #expect(try ProxyConfiguration.test([], environment).lines(of: "frontend monitor")?.first == "bind :80")
    }

    @Test func excludedPortsAreNoRoutes() throws {
        let all = ProxiedService.test("a", ["VIRTUAL_HOST": "a.com", "EXCLUDE_PORTS": "80, 81"], ports: [80, 81])
        let configuration = try ProxyConfiguration.test([all])
        #expect(configuration.lines(of: "backend SERVICE_p_a") == [])
        #expect(try ProxyConfiguration.test([.test("a", ["EXCLUDE_PORTS": "80"])]).heads.count == 3)
    }

    @Test func theOrderOfServicesMakesNoDifference() throws {
        let services = (1...6).map { number in
            ProxiedService.test(
                "s\(number)",
                ["VIRTUAL_HOST": "s\(number % 3).com:\(80 + number % 2)"],
                containers: 3,
                network: number
            )
        }
        let configuration = try ProxyConfiguration.test(services)
        #expect(try ProxyConfiguration.test(services.reversed()) == configuration)
    }

    @Test func namesThatCantBeWrittenAreLeftOut() throws {
        var odd = ProxiedService.test("odd", ["VIRTUAL_HOST": "a.com"])
        odd.alias = "a b"
        var container = ProxiedService.test("c", ["VIRTUAL_HOST": "c.com"], containers: 2)
        container.servers[0].name = "x\ny"
        container.servers[1].address = "10.0.0.1:80 weight 0"
        var twin = ProxiedService.test("c", ["VIRTUAL_HOST": "d.com"])
        twin.project = "q"
        let configuration = try ProxyConfiguration.test([odd, container, twin])
        #expect(configuration.heads.filter { $0.hasPrefix("backend S") } == ["backend SERVICE_p_c"])
        #expect(configuration.lines(of: "backend SERVICE_p_c") == [])
        #expect(configuration.refusals.count == 2)
    }

    @Test func containersOfOneNameHaveServersOfTheirOwn() throws {
        var service = ProxiedService.test("a", ["VIRTUAL_HOST": "a.com", "HEALTH_CHECK": "check"], containers: 2)
        service.servers[1].name = service.servers[0].name
        let lines = try ProxyConfiguration.test([service]).lines(of: "backend SERVICE_p_a")
        #expect(lines == ["server p_a_1 10.0.1.1:80 check", "server p_a_1:10.0.1.2:80 10.0.1.2:80 check"])
    }

    @Test func modeTCPLeavesAddressesToHTTP() throws {
        let configuration = try ProxyConfiguration.test([.test("a", ["VIRTUAL_HOST": "a.com"])], ["MODE": "tcp"])
        #expect(configuration.lines(of: "frontend port_80")?.contains("mode http") == true)
        #expect(configuration.lines(of: "backend SERVICE_p_a")?.first == "mode http")
        #expect(configuration.lines(of: "backend handover_80")?.first == "mode http", "HAProxy refuses all else")
        let plain = try ProxyConfiguration.test([.test("a")], ["MODE": "tcp"])
        #expect(
            plain.lines(of: "frontend default_port_80") == [
                "bind :80", "maxconn 4096", "default_backend default_service",
            ]
        )
    }
}
