//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Routing
import Testing

extension HAProxyTests {
    @Suite struct StatisticsTests {
        private func statistics(_ router: TestRouter, _ backends: [String]) async throws -> RouterStatistics {
            try await router.agent.send(.statistics(id: 5, backends: backends))
            guard case .statistics(5, let statistics?, nil) = await router.agent.replies.next() else {
                Issue.record("another answer")
                return RouterStatistics(seconds: 0, backends: [])
            }
            return statistics
        }

        @Test func aRouterSaysWhatHAProxyCounts() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                let gone = RouteServer(name: "c2", address: "127.0.0.1", port: 1, isDraining: true)
                let rules = [("shop.test", "/", "web"), ("api.test", "/", "api")]
                try await router.apply(.test(1, rules, ["web": [one.server, gone], "api": []]))
                for _ in 0..<3 { _ = try await router.client.get("shop.test") }
                #expect(try await router.client.get("api.test").status == 503)
                let all = try await statistics(router, [])
                #expect(Set(all.backends.map(\.name)).isSuperset(of: ["web", "api", "unrouted"]))
                let web = try #require(all.backends.first { $0.name == "web" })
                #expect(web.counts.requests == 3 && web.counts.serverErrors == 0)
                #expect(web.servers.map(\.name).sorted() == ["c1", "c2"])
                #expect(web.servers.first { $0.name == "c1" }?.counts.requests == 3)
                #expect(web.servers.first { $0.name == "c1" }?.health == .up)
                #expect(web.servers.first { $0.name == "c2" }?.health == .disabled)
                #expect(all.backends.first { $0.name == "api" }?.counts.serverErrors == 1)
                // A name that is none of HAProxy's, and one that would be another command.
                let few = try await statistics(router, ["web", "nobody", "api\nshutdown sessions server web/c1"])
                #expect(few.backends.map(\.name) == ["web"])
            }
            await one.kill()
        }
    }
}
