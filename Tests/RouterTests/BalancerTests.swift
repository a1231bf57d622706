//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Balancing
import FoundationEssentials
import Model
import Router
import Routing
import Testing

extension HAProxyTests {
    @Suite struct BalancerTests {
        @Test func serversComeAndGoUnnoticed() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run(as: .balancers) { balancer in
                let port = try await TestRouter.freePort()
                let client = TestClient(port: port)
                try await balancer.apply(table(1, port, [one.server]))
                let generation = try balancer.generation()
                let load = try await client.load("any.test") {
                    try await balancer.apply(table(2, port, [one.server, two.server]))
                    try await balancer.apply(table(3, port, [one.drainingServer, two.server]))
                    try await balancer.agent.send(.drain(id: 5, servers: ["c1"], timeoutSeconds: 20))
                    #expect(await balancer.agent.replies.next() == .drained(id: 5, done: true))
                    await one.kill()
                    try await balancer.apply(table(4, port, [two.server]))
                }
                #expect(load.failures == [])
                let answer = try await client.get("any.test")
                #expect(answer.container == "c2")
                #expect(answer.body.lowercased().contains("x-forwarded-for: 127.0.0.1"))
                let claim = try await client.get("any.test", headers: ["X-Forwarded-Proto: https"])
                for body in [answer.body, claim.body] {
                    #expect(body.split(separator: "\n").contains("x-forwarded-proto: http"), "\(body)")
                }
                #expect(try balancer.generation() == generation, "there was no reload")
            }
            await two.kill()
        }

        @Test func aKilledContainerIsNotNoticed() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run(as: .balancers) { balancer in
                let port = try await TestRouter.freePort()
                let client = TestClient(port: port)
                try await balancer.apply(table(1, port, [one.server, two.server]))
                // Between requests: whoever is killed with one under way fails it.
                _ = try await client.load("any.test") {}
                await one.kill()
                let load = try await client.load("any.test") {}
                #expect(load.failures == [])
                #expect(try await client.get("any.test").container == "c2")
            }
            await two.kill()
        }

        @Test func keptConnectionsFindTheContainersOfNow() async throws {
            let (one, two) = (try await TestContainer("c1"), try await TestContainer("c2"))
            try await TestRouter.run(as: .balancers) { balancer in
                let (port, other) = (try await TestRouter.freePort(), try await TestRouter.freePort())
                try await balancer.apply(table(1, port, [one.server]))
                try await TestClient(port: port).keepingConnection("any.test") { (get) async throws in
                    #expect(try await get().container == "c1")
                    // A reload, and a container that takes the other's place.
                    for (revision, server) in [(2, one.server), (3, two.server)] {
                        var both = table(Int64(revision), port, [server])
                        both.listeners.append(BalancerListener(balancer: "second", port: other, mode: .http))
                        both.listeners.sort { $0.port < $1.port }
                        try await balancer.apply(both)
                    }
                    await one.kill()
                    let answer = try await get()
                    #expect(answer.container == "c2", "\(answer)")
                    let forwarded = answer.body.split(separator: "\n").filter {
                        $0.lowercased().hasPrefix("x-forwarded-") || $0.lowercased().hasPrefix("x-handed-")
                    }
                    #expect(forwarded.sorted() == ["x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http"])
                }
            }
            await two.kill()
        }

        @Test func listenersComeAndGoWithoutTheOthersNotice() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(as: .balancers) { balancer in
                let (port, other) = (try await TestRouter.freePort(), try await TestRouter.freePort())
                let client = TestClient(port: port)
                try await balancer.apply(table(1, port, [one.server]))
                let load = try await client.load("any.test") {
                    var both = table(2, port, [one.server])
                    both.listeners.append(
                        BalancerListener(balancer: "second", port: other, mode: .http, servers: [one.server])
                    )
                    try await balancer.apply(both)
                    #expect(try await TestClient(port: other).get("any.test").container == "c1")
                    try await balancer.apply(table(3, port, [one.server]))
                    while (try? await TestClient(port: other).get("any.test")) != nil { await Task.yield() }
                }
                #expect(load.failures == [])
            }
            await one.kill()
        }

        @Test func aPortThatIsTakenIsLeftOutAlone() async throws {
            let one = try await TestContainer("c1")
            let taken = try await TestContainer("other")
            try await TestRouter.run(as: .balancers) { balancer in
                let (port, later) = (try await TestRouter.freePort(), try await TestRouter.freePort())
                try await balancer.apply(table(1, port, [one.server]))
                var three = table(2, port, [one.server])
                three.listeners += [
                    BalancerListener(balancer: "second", port: taken.port, mode: .http, servers: [one.server]),
                    BalancerListener(balancer: "third", port: later, mode: .http, servers: [one.server]),
                ]
                try await balancer.agent.send(.balancers(three))
                let problem = try #require(await balancer.agent.problem(of: 2))
                #expect(
                    problem == "load balancer second: port \(taken.port) is left out, nobody can listen there (Address "
                        + "already in use); end the program of the node that has the port, or choose another"
                )
                for port in [port, later] {
                    #expect(try await TestClient(port: port).get("any.test").container == "c1")
                }
                // As soon as it is free, it is had.
                await taken.kill()
                while (try? await TestClient(port: taken.port).get("any.test").container) != "c1" { await Task.yield() }
                #expect(await balancer.agent.problem(of: 2) == nil, "the agent is told so")
                #expect(try await TestClient(port: port).get("any.test").container == "c1")
            }
            await one.kill()
        }

        @Test func aPortThatIsTakenAtTheStartKeepsNoOtherFromIt() async throws {
            let one = try await TestContainer("c1")
            let directory = "/tmp/gantry-balancer-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let (port, other) = (try await TestRouter.freePort(), try await TestRouter.freePort())
            var both = table(1, port, [one.server])
            both.listeners.append(
                BalancerListener(balancer: "second", port: other, mode: .http, servers: [one.server])
            )
            try await TestRouter.run(as: .balancers, in: directory) { try await $0.apply(both) }
            let taken = try await TestContainer("other", port: other)
            try await TestRouter.run(as: .balancers, in: directory) { _ in
                while (try? await TestClient(port: port).get("any.test").container) != "c1" { await Task.yield() }
                await taken.kill()
                while (try? await TestClient(port: other).get("any.test").container) != "c1" { await Task.yield() }
            }
            await one.kill()
        }

        @Test func whatHAProxyRefusesOfAListenerIsItsLossAlone() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(as: .balancers) { balancer in
                let (port, other) = (try await TestRouter.freePort(), try await TestRouter.freePort())
                var both = table(1, port, [one.server])
                both.listeners.append(
                    BalancerListener(balancer: "second", port: other, mode: .http, servers: [one.server])
                )
                // Made of the characters of an address, but none.
                both.listeners[1].servers[0].address = "::::1"
                try await balancer.agent.send(.balancers(both))
                let problem = try #require(await balancer.agent.problem(of: 1))
                #expect(problem.hasPrefix("load balancer second: port \(other) is left out, HAProxy refuses it: "))
                #expect(try await TestClient(port: port).get("any.test").container == "c1")
                both.revision = 2
                both.listeners[1].servers = [one.server]
                try await balancer.apply(both)
                #expect(try await TestClient(port: other).get("any.test").container == "c1")
            }
            await one.kill()
        }

        @Test func itGoesOnWithTheLastTableWithoutAnAgent() async throws {
            let one = try await TestContainer("c1")
            let directory = "/tmp/gantry-balancer-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let port = try await TestRouter.freePort()
            try await TestRouter.run(as: .balancers, in: directory) { balancer in
                try await balancer.apply(table(1, port, [one.server]))
            }
            try await TestRouter.run(as: .balancers, in: directory) { _ in
                while (try? await TestClient(port: port).get("any.test").container) != "c1" { await Task.yield() }
            }
            await one.kill()
        }

        private func table(
            _ revision: Int64,
            _ port: Int,
            _ servers: [RouteServer]
        ) -> BalancerTable {
            BalancerTable(
                revision: revision,
                listeners: [BalancerListener(balancer: "web", port: port, mode: .http, servers: servers)]
            )
        }
    }
}

extension TestRouter {
    /// Puts a table of load balancers in place.
    fileprivate func apply(_ table: BalancerTable, _ location: SourceLocation = #_sourceLocation) async throws {
        try await agent.send(.balancers(table))
        let reply = await agent.replies.next()
        #expect(reply == .applied(revision: table.revision, error: nil), sourceLocation: location)
    }
}

extension TestAgent {
    /// Waits for the answer to a table; what of it isn't in place.
    fileprivate func problem(of revision: Int64) async -> String? {
        guard case .applied(revision, let problem) = await replies.next() else { return nil }
        return problem
    }
}
