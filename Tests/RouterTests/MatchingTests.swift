//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Router
import Routing
import Testing

extension HAProxyTests {
    @Suite struct MatchingTests {
        @Test func hostAndPathSelectTheService() async throws {
            let (web, api, deep) = try await (TestContainer("web"), TestContainer("api"), TestContainer("deep"))
            try await TestRouter.run { router in
                try await router.apply(
                    .test(
                        1,
                        [
                            ("shop.test", "/api/v2", "deep"), ("shop.test", "/api", "api"), ("shop.test", "/", "web"),
                            ("api.test", "/only", "api"),
                        ],
                        ["web": [web.server], "api": [api.server], "deep": [deep.server]]
                    )
                )
                let expected = [
                    ("shop.test", "/", "web"), ("shop.test", "/index.html?x=/api/", "web"),
                    ("SHOP.test:8080", "/", "web"), ("shop.test.", "/", "web"), ("shop.test", "/api", "api"),
                    ("shop.test", "/api/", "api"), ("shop.test", "/API/Orders", "api"), ("shop.test", "/apis", "web"),
                    ("shop.test", "/api?q", "api"), ("shop.test", "/api/v2", "deep"), ("shop.test", "/api/v21", "api"),
                    ("shop.test", "/api/v2/x/y", "deep"), ("api.test", "/only/this", "api"),
                    ("Shop.Test.:80", "/Api/v2?q=:80/", "deep"), ("shop.test", "/a.b:80/c", "web"),
                ]
                for (host, path, container) in expected {
                    let response = try await router.client.get(host, path)
                    #expect(response.container == container, "\(host) \(path)")
                    #expect(response.body.hasPrefix("\(container) \(path)\n"), "\(host) \(path)")
                }
                for (host, path) in [
                    ("other.test", "/"), ("api.test", "/"), ("x.shop.test", "/"), ("shop.testing", "/"),
                ] {
                    #expect(try await router.client.get(host, path).status == 503, "\(host) \(path)")
                }
                // At run time, without a new configuration.
                let generation = try router.generation()
                try await router.apply(
                    .test(
                        2,
                        [("shop.test", "/", "api"), ("new.test", "/", "web"), ("new.test", "/deep", "deep")],
                        ["web": [web.server], "api": [api.server], "deep": [deep.server]]
                    )
                )
                #expect(try await router.client.get("shop.test", "/api/v2").container == "api")
                #expect(try await router.client.get("new.test").container == "web")
                #expect(try await router.client.get("api.test", "/only").status == 503)
                #expect(try router.generation() == generation)
            }
            for container in [web, api, deep] { await container.kill() }
        }

        @Test func hostsAloneAreFoundAndPathsComeAndGo() async throws {
            let (web, api) = try await (TestContainer("web"), TestContainer("api"))
            let servers = ["web": [web.server], "api": [api.server]]
            try await TestRouter.run { router in
                try await router.apply(.test(1, [("api.test", "/", "api"), ("shop.test", "/", "web")], servers))
                for host in ["shop.test", "SHOP.test", "shop.test:8080", "shop.test.", "Shop.Test.:80"] {
                    #expect(try await router.client.get(host, "/a?b").container == "web", "\(host)")
                }
                for host in ["other.test", "x.shop.test", "shop.testing", "shop", "shop.test:80:80", ""] {
                    #expect(try await router.client.get(host).status != 200, "\(host)")
                }
                // At run time, without a new configuration.
                let generation = try router.generation()
                try await router.apply(.test(2, [("new.test", "/", "web"), ("shop.test", "/", "api")], servers))
                #expect(try await router.client.get("shop.test.").container == "api")
                #expect(try await router.client.get("new.test").container == "web")
                #expect(try await router.client.get("api.test").status == 503)
                #expect(try router.generation() == generation)

                try await router.apply(.test(3, [("shop.test", "/api", "api"), ("shop.test", "/", "web")], servers))
                #expect(try await router.client.get("shop.test", "/api/x").container == "api")
                #expect(try await router.client.get("shop.test").container == "web")
                try await router.apply(.test(4, [("shop.test", "/", "web")], servers))
                #expect(try await router.client.get("shop.test", "/api/x").container == "web")
            }
            for container in [web, api] { await container.kill() }
        }

        @Test func nobodyThereIsExplained() async throws {
            try await TestRouter.run { router in
                await router.waitUntilUp()
                #expect(try await router.client.get("any.test").body.contains("aliyun.routing.port_N"))
                try await router.apply(.test(1, [("empty.test", "/", "empty")], ["empty": []]))
                let response = try await router.client.get("empty.test")
                #expect(response.status == 503)
                #expect(response.body.contains("aliyun.probe"))
                #expect(response.headers.contains { $0 == ("content-type", "text/html; charset=utf-8") })
                #expect(try await router.client.get("empty.test", "/haproxy-monitor").status == 200)
            }
        }

        @Test func statisticsAreBehindAPassword() async throws {
            try await TestRouter.run { router in
                try await router.apply(.test(1, [], ["shop_web_80_servers": []]))
                let client = TestClient(port: router.options.statsPort)
                #expect(try await client.get("localhost", "/haproxy?stats").status == 401)
                let response = try await client.get(
                    "localhost",
                    "/haproxy?stats;csv",
                    headers: ["Authorization: Basic YWRtaW46YWRtaW4="]
                )
                #expect(response.status == 200)
                #expect(response.body.contains("shop_web_80_servers,BACKEND"))
            }
        }

        @Test func containersLearnWhoAsked() async throws {
            let web = try await TestContainer("web")
            try await TestRouter.run { router in
                try await router.apply(.test(1, [("shop.test", "/", "web")], ["web": [web.server]]))
                let plain = try await router.client.get("shop.test:9080").body
                #expect(plain.contains("x-forwarded-proto: http\nx-forwarded-for: 127.0.0.1"))
                let behind = try await router.client.get(
                    "shop.test",
                    headers: ["X-Forwarded-Proto: https", "X-Forwarded-For: 192.0.2.1"]
                ).body
                #expect(behind.contains("x-forwarded-proto: https\n"))
                #expect(behind.contains("x-forwarded-for: 192.0.2.1\n"))
                #expect(behind.contains("x-forwarded-for: 127.0.0.1"))
            }
            await web.kill()
        }
    }
}
