//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
import FoundationEssentials
import Logging
import Router
import Testing

extension HAProxyTests {
    /// Proxies of users' own.
    @Suite struct ProxyTests {
        @Test func containersComeAndGoUnnoticed() async throws {
            let containers = try await (TestContainer("c1"), TestContainer("c2"), TestContainer("c3"))
            let (one, two, three) = containers
            try await TestProxy.run { (proxy: TestProxy) async throws in
                #expect(try await proxy.apply(1, [proxy.service("web", [:], [one])]) == nil)
                await proxy.waitUntilUp("web.test")
                let generation = try proxy.generation()
                let load = try await proxy.client.load("web.test") {
                    #expect(try await proxy.apply(2, [proxy.service("web", [:], [one, two])]) == nil)
                    var draining = proxy.service("web", [:], [one, two])
                    draining.servers[0].isDraining = true
                    #expect(try await proxy.apply(3, [draining]) == nil)
                    try await proxy.agent.send(.drain(id: 5, servers: ["id-c1"], timeoutSeconds: 20))
                    #expect(await proxy.agent.replies.next() == .drained(id: 5, done: true))
                    await one.kill()
                    #expect(try await proxy.apply(4, [proxy.service("web", [:], [two, three])]) == nil)
                    #expect(try await proxy.apply(5, [proxy.service("web", [:], [three])]) == nil)
                }
                #expect(load.failures == [])
                #expect(try await proxy.client.get("web.test").container == "c3")
                #expect(try proxy.generation() == generation)
            }
            await two.kill()
            await three.kill()
        }

        /// Where HAProxy can't take servers while it runs, it is reloaded for them.
        @Test(arguments: [["COOKIE": "C insert indirect"], ["BALANCE": "source"], ["BALANCE": "static-rr"]])
        func containersThatNeedAReloadComeAndGoUnnoticed(settings: [String: String]) async throws {
            let containers = try await (TestContainer("c1"), TestContainer("c2"), TestContainer("c3"))
            let (one, two, three) = containers
            try await TestProxy.run { (proxy: TestProxy) async throws in
                #expect(try await proxy.apply(1, [proxy.service("web", settings, [one])]) == nil)
                await proxy.waitUntilUp("web.test")
                var generation = try proxy.generation()
                let load = try await proxy.client.load("web.test") {
                    try await proxy.client.keepingConnection("web.test") { (get) async throws in
                        #expect(try await get().container == "c1")
                        #expect(try await proxy.apply(2, [proxy.service("web", settings, [one, two])]) == nil)
                        #expect(try proxy.generation() != generation)
                        // The connection is of the process before, which gives the request to the next.
                        #expect(try await ["c1", "c2"].contains(get().container))
                    }
                    generation = try proxy.generation()
                    var draining = proxy.service("web", settings, [one, two])
                    draining.servers[0].isDraining = true
                    #expect(try await proxy.apply(3, [draining]) == nil)
                    try await proxy.agent.send(.drain(id: 5, servers: ["id-c1"], timeoutSeconds: 20))
                    #expect(await proxy.agent.replies.next() == .drained(id: 5, done: true))
                    let cookie = ["Cookie: C=c1"]
                    #expect(try await proxy.client.get("web.test", headers: cookie).container == "c2")
                    await one.kill()
                    #expect(try await proxy.apply(4, [proxy.service("web", settings, [two])]) == nil)
                    #expect(try proxy.generation() == generation, "to go, none needs a reload")
                    #expect(try await proxy.apply(5, [proxy.service("web", settings, [two, three])]) == nil)
                    #expect(try await proxy.apply(6, [proxy.service("web", settings, [three])]) == nil)
                }
                #expect(load.failures == [])
                #expect(try await proxy.client.get("web.test").container == "c3")
            }
            await two.kill()
            await three.kill()
        }

        /// A client may ask long after the reload, when the containers of then are gone.
        @Test func keptConnectionsFindTheContainersOfNow() async throws {
            let (one, two) = try await (TestContainer("c1"), TestContainer("c2"))
            try await TestProxy.run { (proxy: TestProxy) async throws in
                let web = proxy.service("web", ["COOKIE": "C insert indirect"], [one])
                #expect(try await proxy.apply(1, [web]) == nil)
                await proxy.waitUntilUp("web.test")
                try await proxy.client.keepingConnection("web.test") { (get) async throws in
                    let first = try await get()
                    #expect(first.container == "c1" && first.headers.contains { $0.name == "connection" } == false)
                    // Reloads, and a container that takes the other's place.
                    #expect(try await proxy.apply(2, [web, proxy.service("more", [:], [one])]) == nil)
                    #expect(try await proxy.apply(3, [proxy.service("web", web.settings, [two])]) == nil)
                    await one.kill()
                    let answer = try await get()
                    #expect(answer.container == "c2", "\(answer)")
                    #expect(answer.body.components("x-forwarded-for: ") == ["127.0.0.1"], "\(answer)")
                    #expect(answer.headers.contains { $0.name == "connection" && $0.value == "close" })
                }
            }
            await two.kill()
        }

        @Test func reloadsLoseNothing() async throws {
            let one = try await TestContainer("c1")
            try await TestProxy.run { (proxy: TestProxy) async throws in
                let web = proxy.service("web", [:], [one])
                #expect(try await proxy.apply(1, [web]) == nil)
                await proxy.waitUntilUp("web.test")
                let generation = try proxy.generation()
                let load = try await proxy.client.load("web.test") {
                    for revision in 2...4 {
                        let others = (2...revision).map { proxy.service("s\($0)", ["COOKIE": "C insert"], [one]) }
                        #expect(try await proxy.apply(Int64(revision), [web] + others) == nil)
                        let answer = try await proxy.client.get("s\(revision).test")
                        #expect(answer.cookies == ["C=c1; path=/"])
                    }
                    let before = try proxy.generation()
                    proxy.reload.yield()
                    while try proxy.generation() == before { await Task.yield() }
                }
                #expect(load.failures == [])
                #expect(try proxy.generation() != generation)
                #expect(try await proxy.client.get("none.test").status == 503)
            }
            await one.kill()
        }

        @Test func whatHAProxyRefusesConcernsItsServiceAlone() async throws {
            let (one, two) = try await (TestContainer("c1"), TestContainer("c2"))
            try await TestProxy.run { (proxy: TestProxy) async throws in
                let good = proxy.service("good", [:], [one])
                var other = proxy.service("other", [:], [two])
                #expect(try await proxy.apply(1, [good, other]) == nil)
                await proxy.waitUntilUp("other.test")
                other.settings["EXTRA_SETTINGS"] = "nonsense"
                let bad = proxy.service("bad", ["BALANCE": "nobody"], [two])
                let problem = try #require(try await proxy.apply(2, [good, other, bad]))
                #expect(
                    problem.contains("service p_other: haproxy refuses its settings, so that it keeps those before")
                )
                #expect(problem.contains("service p_bad: haproxy refuses its settings, so that it is left out"))
                #expect(problem.contains("unknown keyword 'nonsense'"))
                #expect(try await proxy.client.get("other.test").container == "c2")
                #expect(try await proxy.client.get("bad.test").status == 503)
                // Others go on changing, and it is back once it is mended.
                var more = good
                more.servers += other.servers
                #expect(try await proxy.apply(3, [more, other, bad])?.contains("p_bad") == true)
                var containers: Set<String> = []
                for _ in 0..<6 { containers.insert(try await proxy.client.get("good.test").container) }
                #expect(containers == ["c1", "c2"])
                #expect(try await proxy.apply(4, [good, proxy.service("bad", [:], [two])]) == nil)
                #expect(try await proxy.client.get("bad.test").container == "c2")
            }
            await one.kill()
            await two.kill()
        }

        @Test func requestsFallThroughToWhoIsThere() async throws {
            let (one, two) = try await (TestContainer("c1"), TestContainer("c2"))
            try await TestProxy.run { (proxy: TestProxy) async throws in
                let heavy = ["VIRTUAL_HOST": "*.test:\(proxy.port)", "VIRTUAL_HOST_WEIGHT": "10"]
                let settings = [
                    heavy, ["VIRTUAL_HOST": "a.test:\(proxy.port)"], ["VIRTUAL_HOST": "b.test:\(proxy.port)"],
                ]
                let services = [
                    proxy.service("heavy", settings[0], [one]), proxy.service("a", settings[1], [two]),
                    proxy.service("b", settings[2], [two]),
                ]
                #expect(try await proxy.apply(1, services) == nil)
                await proxy.waitUntilUp("a.test")
                #expect(try await proxy.client.get("a.test").container == "c1")
                var empty = services
                empty[0].servers = []
                #expect(try await proxy.apply(2, empty) == nil)
                for host in ["a.test", "b.test:\(proxy.port)", "B.TEST"] {
                    #expect(try await proxy.client.get(host).container == "c2", "\(host)")
                }
                #expect(try await proxy.client.get("c.test").status == 503)
            }
            await one.kill()
            await two.kill()
        }

        @Test func theLastServicesServeWithoutAnAgent() async throws {
            let one = try await TestContainer("c1")
            let directory = "/tmp/gantry-proxy-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let port = try await TestRouter.freePort()
            try await TestProxy.run(in: directory, port: port) { (proxy: TestProxy) async throws in
                #expect(try await proxy.apply(1, [proxy.service("web", [:], [one])]) == nil)
            }
            try await TestProxy.run(in: directory, port: port) { (proxy: TestProxy) async throws in
                await proxy.waitUntilUp("web.test")
                #expect(try await proxy.client.get("web.test").container == "c1")
            }
            await one.kill()
        }

        @Test func withoutAnAgentItsLinksAreServed() async throws {
            let one = try await TestContainer("c1")
            let port = try await TestRouter.freePort()
            let links = [
                "WEB_1_PORT_\(one.port)_TCP": "tcp://127.0.0.1:\(one.port)",
                "WEB_1_ENV_VIRTUAL_HOST": "web.test:\(port)",
            ]
            let directory = "/tmp/gantry-proxy-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try await TestProxy.run(in: directory, port: port, links, hasAgent: false) {
                (proxy: TestProxy) async throws in
                await proxy.waitUntilUp("web.test")
                #expect(try await proxy.client.get("web.test").container == "c1")
                let text = try String(
                    decoding: Data(contentsOf: URL(filePath: proxy.options.configurationFile)),
                    as: UTF8.self
                )
                #expect(text.contains("server WEB_1 127.0.0.1:\(one.port)"))
            }
            await one.kill()
        }

        /// Every line that the generator can write is one that HAProxy knows.
        @Test func everySettingIsTaken() async throws {
            let one = try await TestContainer("c1")
            let folder = "/tmp/gantry-proxy-files-\(UInt32.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try Data("timeout tunnel 1h\n".utf8).write(to: URL(filePath: folder + "/defaults"))
            let (tls, tcp, raw, monitor) = try await (
                TestRouter.freePort(), TestRouter.freePort(), TestRouter.freePort(), TestRouter.freePort()
            )
            let environment = [
                "ADDITIONAL_BACKEND_OWN": "server s 127.0.0.1:1,option httpchk GET /\\,x", "BALANCE": "leastconn",
                "CA_CERT": Self.certificate, "DEFAULT_SSL_CERT": Self.certificate,
                "EXTRA_BIND_SETTINGS": "\(tls):alpn h2\\,http/1.1",
                "EXTRA_DEFAULT_SETTINGS": "log global,option httplog",
                "EXTRA_DEFAULT_SETTINGS_FILE": folder + "/defaults",
                "EXTRA_GLOBAL_SETTINGS": "tune.bufsize 32768", "EXTRA_ROUTE_SETTINGS": "weight 7",
                "HTTP_BASIC_AUTH": "u:p w",
                "HTTP_BASIC_AUTH_SECURE": "v:$5$abc$x", "MONITOR_URI": "/up", "MONITOR_PORT": "\(monitor)",
                "NBPROC": "2",
                "RELOAD_TIMEOUT": "-1", "SSL_BIND_OPTIONS": "no-sslv3",
                "SSL_BIND_CIPHERS": "ECDHE-ECDSA-AES128-GCM-SHA256",
                "STATS_AUTH": "a:b#c", "TIMEOUT": "connect 5000, client 50000, server 50000, http-request 5s",
                "OPTION": "redispatch, httplog, forceclose", "EXTRA_FRONTEND_SETTINGS_\(tls)": "reqadd X-A:\\ b%",
            ]
            try await TestProxy.run(environment) { (proxy: TestProxy) async throws in
                let port = proxy.port
                let hosts = [
                    "web.test:\(port)", "ws://*.web.test:\(port)/x*y", "a*b.test:\(port)", "*:\(port)/a+(b)&c=$d",
                    "*:\(port)/*.js",
                    "https://web.test:\(tls)", "*:\(port)/x/*",
                ]
                let settings = [
                    "VIRTUAL_HOST": hosts.joined(separator: ","), "BALANCE": "roundrobin",
                    "COOKIE": "C insert indirect",
                    "SSL_CERT": Self.certificate.replacing("\n", with: "\\n") + "\\n",
                    "EXTRA_ROUTE_SETTINGS": "maxconn 100",
                    "EXTRA_SETTINGS": "rspadd X-B:\\ c, timeout server 9s", "FORCE_SSL": "1",
                    "GZIP_COMPRESSION_TYPE": "text/html text/css",
                    "HEALTH_CHECK": "check inter 1s", "HSTS_MAX_AGE": "60", "HTTP_CHECK": "GET /",
                    "OPTION": "http-server-close",
                    "EXCLUDE_BASIC_AUTH": "1", "VIRTUAL_HOST_WEIGHT": "3",
                ]
                let services = [
                    proxy.service("web", settings, [one]), proxy.service("more", ["FAILOVER": "1"], [one]),
                    proxy.service("raw", ["TCP_PORTS": "\(raw)", "EXTRA_SETTINGS": "timeout server 1h"], []),
                    proxy.service("safe", ["TCP_PORTS": "\(tcp)/ssl"], []),
                ]
                let problem = try await proxy.apply(1, services)
                #expect(problem == nil)
                while (try? await TestClient(port: monitor).get("any", "/up").status) != 200 { await Task.yield() }
                #expect(try await proxy.client.get("web.test").status == 301)
                #expect(try await proxy.client.get("more.test").status == 401)
                let login = ["Authorization: Basic dTpwIHc="]
                #expect(try await proxy.client.get("more.test", headers: login).container == "c1")
                #expect(try await proxy.client.get("none.test", "/x/y.JS").status == 301)
                #expect(try await proxy.client.get("none.test", "/A+(b)&c=$d").status == 301)
                #expect(try await proxy.client.get("none.test", "/A+(b)&c=$").status == 503)
            }
            await one.kill()
        }

        /// A key and a certificate of nobody, for a hundred years.
        private static let certificate = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZWueXvVKfrvvyLkz
            +SdNQkLeSICZwTPiorE0ncMVcNShRANCAAT2dU1NB1eyKPc6kslawhlu2POlI2LS
            lPOic1IzTLiAJ7+kJVlb+6wIxlhZfDbZ3Pa2phzgxx38nQMuMp+q/X4K
            -----END PRIVATE KEY-----
            -----BEGIN CERTIFICATE-----
            MIIBdDCCARugAwIBAgIUJ/DM/lhIvMsz+8ydAhZa9IW08y0wCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIwMTM4MDhaGA8yMTI2MTAyOTAxMzgw
            OFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPZ1
            TU0HV7Io9zqSyVrCGW7Y86UjYtKU86JzUjNMuIAnv6QlWVv7rAjGWFl8Ntnc9ram
            HODHHfydAy4yn6r9fgqjUzBRMB0GA1UdDgQWBBTSLeyj+tgkoy/m2ke+62IIdVC2
            dzAfBgNVHSMEGDAWgBTSLeyj+tgkoy/m2ke+62IIdVC2dzAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0cAMEQCIF9kc635BxahChA51X7T2OW4/Yc5kJoP6jOA
            v1EmmuRUAiAl4WYwWQ6R2hDqSNTLJ38Lrhk3ClNlJQZXBwY76o44XA==
            -----END CERTIFICATE-----
            """

        @Test func settingsThatCantBeUsedEndIt() async throws {
            await #expect(throws: ProxySettingError.self) {
                try await ProxyService(
                    options: ProxyOptions(environment: ["NBPROC": "x"]),
                    reloads: AsyncStream { _ in },
                    logger: Logger(label: "proxy", factory: { _ in SwiftLogNoOpLogHandler() })
                )
                .run()
            }
        }
    }
}

extension String {
    /// What follows a name at the beginning of a line, in whatever case.
    fileprivate func components(_ name: String) -> [String] {
        split(separator: "\n").filter { $0.lowercased().hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
    }
}
