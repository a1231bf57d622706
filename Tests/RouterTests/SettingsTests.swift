//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Model
import Router
import Routing
import Testing

extension HAProxyTests {
    @Suite struct SettingsTests {
        /// HAProxy takes all that a service may set: otherwise nobody would learn it before the routers do.
        @Test func haproxyTakesWhatServicesMaySet() async throws {
            let lines = [
                "balance roundrobin", "balance leastconn", "balance random", "balance source", "balance uri",
                "balance url_param user", "balance hdr(X-User)", "balance source; hash-type consistent djb2 avalanche",
                "hash-type consistent", "http-reuse always", "http-reuse aggressive", "retries 0",
                "retry-on conn-failure 503", "retry-on all-retryable-errors", "option abortonclose",
                "option http-buffer-request", "option http-keep-alive", "option http-pretend-keepalive",
                "option http-server-close", "option httpclose", "option prefer-last-server", "no option httpclose",
                "http-request set-header X-A \"a 'b' \\\"c\\\" \\\\ %% $HOME\"", "http-request add-header X-A ' '",
                "http-request set-header X-A %[src]:%[src_port]/%[dst]:%[dst_port]/%[method]%[base]%[url]%[query]%[date]",
                "http-request set-header X-A %[req.hdr(Host),lower]%[url_param(a),upper]%[req.cook(b)]%[ssl_fc]",
                "http-request del-header X-A unless { hdr(X-B) -m found }",
                "http-request set-path /a%[path]", "http-request set-query a=b&%[query]",
                "http-request redirect scheme https code 301 if !{ ssl_fc }", "http-request redirect prefix /a",
                "http-request redirect location 'https://www.shop.test%[path]' code 308 if { hdr(Host) -i shop.test }",
                "http-request deny deny_status 403 if { path_beg /admin } !{ src 10.0.0.0/8 192.168.1.1 }",
                "http-request deny if { path_end -i .php } or { path_sub a } || { path_dir b } or { method PUT DELETE }",
                "http-request deny if { hdr_beg(Host) a } or { hdr_end(Host) b } or { hdr_sub(X) c } or { req.cook(d) e }",
                "http-request deny unless { url_param(a) b } or { req.hdr(c) -m str d } or ! { path /a }",
                "http-response set-header X-A %[status]%[res.hdr(Server),lower]%[src]",
                "http-response del-header Server",
                "http-response add-header X-A b if { status 200 404 } !{ res.hdr(X-C) -m found }",
            ]
            var table = RouteTable(revision: 1)
            for (index, line) in lines.enumerated() {
                for isSticky in [false, true] {
                    var backend = RouteBackend(name: "b\(index)-\(isSticky)", isSticky: isSticky, servers: [])
                    var settings = RoutingSettings()
                    settings.directives = try BackendDirective.lines(parsing: line)
                    settings.timeouts = try RoutingTimeouts(
                        parsing: "connect=1ms;queue=2s;server=3m;server-fin=4h;tunnel=7d"
                    )
                    settings.compresses = true
                    backend.settings = settings
                    table.backends.append(backend)
                }
            }
            let whole = table
            try await TestRouter.run { router in try await router.apply(whole) }
        }

        @Test func settingsHaveTheirEffect() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                var table = table(1, [one.server])
                table.backends[0].isSticky = true
                table.backends[0].settings = try settings(
                    "http-request set-header X-Sent \"%[method] a b\"; http-response set-header X-Back yes"
                )
                table.backends[0].settings?.timeouts = try RoutingTimeouts(parsing: "300ms")
                table.backends[0].settings?.compresses = true
                try await router.apply(table)
                let plain = try await router.client.get("shop.test")
                #expect(plain.body.contains("x-sent: GET a b"))
                #expect(plain.headers.contains { $0 == (name: "x-back", value: "yes") })
                #expect(!plain.headers.contains { $0.name == "content-encoding" })
                // Also for a client that is known.
                let cookies = plain.cookies.map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
                let again = try await router.client.get("shop.test", headers: ["Cookie: \(cookies)"])
                #expect(again.cookies == [] && again.headers.contains { $0.name == "x-back" })
                #expect(try await router.client.get("shop.test", "/held").status == 504)
                await one.gate.open()
                // Servers can still be added at run time where clients are told apart.
                let two = try await TestContainer("c2")
                var hashed = self.table(2, [one.server])
                hashed.backends[0].settings = try settings("balance source")
                try await router.apply(hashed)
                hashed = self.table(3, [two.server])
                hashed.backends[0].settings = try settings("balance source")
                let generation = try router.generation()
                try await router.apply(hashed)
                #expect(try router.generation() == generation)
                #expect(try await router.client.get("shop.test").container == "c2")
                await two.kill()
            }
            await one.kill()
        }

        @Test func aCertificateOpensHTTPS() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                let curl = Curl(port: router.options.httpsPort)
                try await router.apply(table(1, [one.server]))
                let early = try await curl.get("shop.test")
                #expect(early == nil)
                var secure = table(2, [one.server])
                secure.certificates = [RouteCertificate(name: "p_web", hosts: ["shop.test"], pem: testCertificate)]
                secure.backends[0].settings = RoutingSettings()
                try await router.apply(secure)
                let answer = try #require(try await curl.get("shop.test", "/cart"))
                #expect(answer.hasSuffix("\n200 2"), "\(answer)")
                #expect(answer.contains("c1 /cart") && answer.lowercased().contains("x-forwarded-proto: https"))
                let old = try await curl.get("shop.test", "/cart", ["--http1.1", "-H", "X-Forwarded-Proto: http"])
                let text = try #require(old).lowercased()
                #expect(text.hasSuffix("\n200 1.1"))
                #expect(text.contains("x-forwarded-proto: https") && !text.contains("x-forwarded-proto: http\n"))
                let plain = try await router.client.get("shop.test")
                #expect(plain.body.lowercased().contains("x-forwarded-proto: http\n"))
                // A host without a certificate gets none of another's.
                let stranger = try await curl.get("other.test")
                #expect(stranger == nil)
                // Both go on while certificates change.
                secure.revision = 3
                secure.certificates?[0].hosts = ["other.test", "shop.test"]
                let next = secure
                let load = try await router.client.load("shop.test") { try await router.apply(next) }
                #expect(load.failures == [])
                let other = try #require(try await curl.get("other.test"))
                #expect(other.hasSuffix("\n503 2"))
            }
            await one.kill()
        }

        @Test func whatHAProxyRefusesIsTheLossOfItsServiceAlone() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                var bad = table(2, [one.drainingServer])
                let junk =
                    "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
                    + "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"
                bad.certificates = [
                    RouteCertificate(name: "p_bad", hosts: ["bad.test"], pem: junk),
                    RouteCertificate(name: "p_web", hosts: ["shop.test"], pem: testCertificate),
                ]
                let problem = Self.problem(try await router.agent.apply(bad))
                #expect(problem.hasPrefix("p_bad: its certificate is left out, HAProxy refuses it: "))
                // The rest of the table is in place, and so is the next one's.
                #expect(try await router.client.get("shop.test").status == 503)
                bad.revision = 3
                bad.backends[0].servers = [one.server]
                let again = Self.problem(try await router.agent.apply(bad))
                #expect(again == problem)
                let answer = try #require(try await Curl(port: router.options.httpsPort).get("shop.test"))
                #expect(answer.hasSuffix("\n200 2"))
                bad.revision = 4
                bad.certificates?.removeFirst()
                try await router.apply(bad)
            }
            await one.kill()
        }

        private static func problem(_ reply: AddonReply) -> String {
            guard case .applied(_, let problem) = reply else { return "" }
            return problem ?? ""
        }

        private func settings(_ directives: String) throws -> RoutingSettings {
            var settings = RoutingSettings()
            settings.directives = try BackendDirective.lines(parsing: directives)
            return settings
        }

        private func table(_ revision: Int64, _ servers: [RouteServer]) -> RouteTable {
            .test(revision, [("shop.test", "/", "web")], ["web": servers])
        }
    }
}
