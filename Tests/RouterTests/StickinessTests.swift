//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Routing
import Testing

extension HAProxyTests {
    @Suite struct StickinessTests {
        @Test func aClientStaysWithItsContainer() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                let first = try await router.client.get("shop.test")
                #expect(first.cookies.first == "CONTAINERID=c1; path=/")
                // A server that came at run time is as good as one of the configuration.
                let generation = try router.generation()
                try await router.apply(table(2, [one.server, two.server]))
                #expect(try router.generation() == generation)
                for name in ["c1", "c2"] {
                    for _ in 0..<4 {
                        let response = try await router.client.get("shop.test", headers: cookies(name))
                        #expect(response.container == name)
                        #expect(response.cookies.isEmpty)
                    }
                }
                // Gone, or about to go: somebody else, who is remembered from then on.
                for servers in [[one.server, two.drainingServer], [one.server]] {
                    try await router.apply(table(servers.count == 2 ? 3 : 4, servers))
                    let moved = try await router.client.get("shop.test", headers: cookies("c2"))
                    #expect(moved.container == "c1")
                    #expect(moved.cookies.first == "CONTAINERID=c1; path=/")
                }
            }
            await one.kill()
            await two.kill()
        }

        @Test func aCookieHasItsTime() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server, two.server]))
                let hour = 3_600
                let cases = [
                    // Since when, last seen, whether the container is kept.
                    (since: 7 * hour, seen: 600, isKept: true), (since: 8 * hour + 10, seen: 70, isKept: false),
                    (since: hour, seen: 1_810, isKept: false),
                ]
                for (since, seen, isKept) in cases {
                    var containers: Set<String> = []
                    for _ in 0..<4 {
                        let headers = cookies("c2", since: since, seen: seen)
                        let response = try await router.client.get("shop.test", headers: headers)
                        containers.insert(response.container)
                        // The time when the client was seen is kept up to date.
                        #expect(response.cookies.contains { $0.hasPrefix("CONTAINERID_TIME=") })
                    }
                    #expect(containers == (isKept ? ["c2"] : ["c1", "c2"]))
                }
                let without = try await router.client.get("shop.test", headers: ["Cookie: CONTAINERID=c2"])
                #expect(without.container == "c2")
            }
            await one.kill()
            await two.kill()
        }

        @Test func servicesOfOneHostHaveCookiesOfTheirOwn() async throws {
            let web = try await TestContainer("web")
            try await TestRouter.run { router in
                try await router.apply(
                    .test(
                        1,
                        [("shop.test", "/api", "api"), ("shop.test", "/", "web")],
                        ["api": [web.server], "web": [web.server]],
                        isSticky: true
                    )
                )
                #expect(
                    try await router.client.get("shop.test", "/api/x").cookies.first == "CONTAINERID=web; path=/api"
                )
            }
            await web.kill()
        }

        @Test func cookiesOfSeveralPathsAreForTheRequestsOwn() async throws {
            let web = try await TestContainer("web")
            try await TestRouter.run { router in
                try await router.apply(
                    .test(
                        1,
                        [("shop.test", "/shop", "web"), ("shop.test", "/", "web")],
                        ["web": [web.server]],
                        isSticky: true
                    )
                )
                for (host, path, expected) in [
                    ("shop.test", "/shop/x", "/shop"), ("shop.test:8080", "/SHOP", "/shop"), ("shop.test", "/x", "/"),
                ] {
                    let cookies = try await router.client.get(host, path).cookies
                    #expect(cookies.first == "CONTAINERID=web; path=\(expected)", "\(host) \(path)")
                }
            }
            await web.kill()
        }

        @Test func stickinessCanBeSwitchedOff() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server, two.server]))
                var plain = table(2, [one.server, two.server])
                plain.backends[0].isSticky = false
                try await router.apply(plain)
                var containers: Set<String> = []
                for _ in 0..<4 {
                    let response = try await router.client.get("shop.test", headers: cookies("c1"))
                    #expect(response.cookies.isEmpty)
                    containers.insert(response.container)
                }
                #expect(containers == ["c1", "c2"])
            }
            await one.kill()
            await two.kill()
        }

        private func table(_ revision: Int64, _ servers: [RouteServer]) -> RouteTable {
            .test(revision, [("shop.test", "/", "web")], ["web": servers], isSticky: true)
        }

        private func cookies(_ name: String, since: Int = 0, seen: Int = 0) -> [String] {
            let now = Int(Date().timeIntervalSince1970)
            return ["Cookie: a=b; CONTAINERID=\(name); CONTAINERID_TIME=\(now - since).\(now - seen)"]
        }
    }
}
