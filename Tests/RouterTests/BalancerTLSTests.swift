//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import Model
import Router
import Routing
import Subprocess
import Testing

extension HAProxyTests {
    /// Listeners of load balancers that speak TLS.
    @Suite struct BalancerTLSTests {
        private static let subjects = ["-w", "%{http_code} %{http_version}\n%{certs}"]

        @Test func aClientGetsTheCertificateOfTheHostThatItNames() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(as: .balancers) { balancer in
                let port = try await TestRouter.freePort()
                try await balancer.put(table(1, port, [one.server], ["a": testCertificate, "b": otherTestCertificate]))
                let curl = Curl(port: port)
                let expected = [
                    ("shop.test", "shop.test"), ("other.test", "other.test"), ("www.other.test", "other.test"),
                    // The first is that of all others.
                    ("third.test", "shop.test"),
                ]
                for (host, subject) in expected {
                    let answer = try #require(try await curl.get(host, "/", Self.subjects))
                    #expect(answer.contains("CN = \(subject)"), "\(answer)")
                    #expect(answer.contains("200 2"), "HTTP/2 by itself")
                    #expect(answer.lowercased().contains("x-forwarded-proto: https"))
                }
                let claim = try await curl.get("shop.test", "/", ["--http1.1", "-H", "X-Forwarded-Proto: http"])
                #expect(claim?.lowercased().contains("x-forwarded-proto: https") == true, "\(claim ?? "")")
                #expect(claim?.contains("200 1.1") == true)
                #expect(try await curl.get("shop.test", "/", ["--tls-max", "1.1"]) == nil)
                #expect(try await curl.get("shop.test", "/", ["--tls-max", "1.2"]) != nil)
            }
            await one.kill()
        }

        @Test func aCertificateIsReplacedUnderLoad() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(as: .balancers) { balancer in
                let port = try await TestRouter.freePort()
                let curl = Curl(port: port)
                try await balancer.put(table(1, port, [one.server], ["a": testCertificate]))
                let failures = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            var failures = 0
                            for _ in 0..<60 where try await curl.get("shop.test")?.contains("200 2") != true {
                                failures += 1
                            }
                            return failures
                        }
                    }
                    for revision in 2...6 {
                        let pem = revision.isMultiple(of: 2) ? otherTestCertificate : testCertificate
                        try await balancer.put(table(Int64(revision), port, [one.server], ["a": pem]))
                    }
                    return try await group.reduce(0, +)
                }
                #expect(failures == 0)
                let answer = try #require(try await curl.get("shop.test", "/", Self.subjects))
                #expect(answer.contains("CN = other.test"))
            }
            await one.kill()
        }

        @Test func aCertificateThatHAProxyRefusesIsLeftOutAlone() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(as: .balancers) { balancer in
                let (port, other) = (try await TestRouter.freePort(), try await TestRouter.freePort())
                var both = table(1, port, [one.server], ["a": weakTestCertificate, "b": testCertificate])
                both.listeners += table(1, other, [one.server], ["a": weakTestCertificate]).listeners
                try await balancer.agent.send(.balancers(both))
                guard case .applied(1, let problem?) = await balancer.agent.replies.next() else {
                    Issue.record("nothing is missing")
                    return
                }
                #expect(
                    problem.contains("load balancer web: port \(port): certificate a is left out, HAProxy refuses it: ")
                )
                #expect(problem.contains("load balancer web: port \(other) is left out, no certificate of it is left"))
                let answer = try #require(try await Curl(port: port).get("weak.test", "/", Self.subjects))
                #expect(answer.contains("CN = shop.test"))
            }
            await one.kill()
        }

        @Test(arguments: [443, 8443])
        func clientsAreSentToHTTPS(target: Int) async throws {
            try await TestRouter.run(as: .balancers) { balancer in
                let port = try await TestRouter.freePort()
                var listener = BalancerListener(balancer: "web", port: port, mode: .http)
                listener.redirectPort = target
                try await balancer.put(BalancerTable(revision: 1, listeners: [listener]))
                let place = target == 443 ? "" : ":\(target)"
                for host in ["shop.test", "shop.test:8080", "[::1]:80"] {
                    let bare = host.hasPrefix("[") ? "[::1]" : "shop.test"
                    let answer = try await TestClient(port: port).get(host, "/a%20b/c?x=1&y=/2")
                    #expect(answer.status == 301)
                    let location = answer.headers.first { $0.name == "location" }?.value
                    #expect(location == "https://\(bare)\(place)/a%20b/c?x=1&y=/2")
                }
                let posted = try await Subprocess.run(
                    .name("curl"),
                    arguments: [
                        "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-d", "x",
                        "-H", "Host: shop.test", "http://127.0.0.1:\(port)/form",
                    ],
                    output: .string(limit: 1_000)
                )
                #expect(posted.standardOutput == "308 https://shop.test\(place)/form")
                #expect(try await TestClient(port: port).get("").status == 400)
            }
        }

        private func table(
            _ revision: Int64,
            _ port: Int,
            _ servers: [RouteServer],
            _ certificates: KeyValuePairs<String, String>
        ) -> BalancerTable {
            BalancerTable(
                revision: revision,
                listeners: [
                    BalancerListener(
                        balancer: "web",
                        port: port,
                        mode: .https,
                        certificates: certificates.map { BalancerCertificate(name: $0.key, pem: $0.value) },
                        servers: servers
                    )
                ]
            )
        }
    }
}

extension TestRouter {
    fileprivate func put(_ table: BalancerTable) async throws {
        try await agent.send(.balancers(table))
        #expect(await agent.replies.next() == .applied(revision: table.revision, error: nil))
    }
}
