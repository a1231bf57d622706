//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Router
import Routing
import Testing

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

extension HAProxyTests {
    @Suite struct ChangeTests {
        @Test func serversComeAndGoUnnoticed() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            let three = try await TestContainer("c3")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                let generation = try router.generation()
                let load = try await router.client.load("shop.test") {
                    try await router.apply(table(2, [one.server, two.server]))
                    try await router.apply(table(3, [one.drainingServer, two.server]))
                    try await router.agent.send(.drain(id: 5, servers: ["c1"], timeoutSeconds: 20))
                    #expect(await router.agent.replies.next() == .drained(id: 5, done: true))
                    await one.kill()
                    try await router.apply(table(4, [two.server, three.server]))
                    try await router.apply(table(5, [three.server]))
                }
                #expect(load.failures == [])
                #expect(try await router.client.get("shop.test").container == "c3")
                #expect(try router.generation() == generation)
            }
            await two.kill()
            await three.kill()
        }

        @Test func newServicesAreAddedUnnoticed() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                let generation = try router.generation()
                let load = try await router.client.load("shop.test") {
                    for revision in 2...4 {
                        var next = table(Int64(revision), [one.server])
                        for number in 2...revision {
                            next.rules.append(RouteRule(host: "\(number).test", path: "/", backend: "b\(number)"))
                            next.backends.append(
                                RouteBackend(name: "b\(number)", isSticky: true, servers: [one.server])
                            )
                        }
                        try await router.apply(next)
                        #expect(try await router.client.get("\(revision).test").status == 200)
                    }
                }
                #expect(load.failures == [])
                #expect(try router.generation() != generation)
                // An old map would be read by nobody.
                let maps = try FileManager.default.contentsOfDirectory(atPath: router.options.stateDirectory)
                    .filter { $0.hasSuffix(".map") }
                #expect(maps.count == 1)
            }
            await one.kill()
        }

        /// A client may ask long after the reload, when the containers of then are gone.
        @Test func keptConnectionsFindTheContainersOfNow() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                try await router.client.keepingConnection("shop.test") { (get) async throws in
                    #expect(try await get().container == "c1")
                    var next = table(2, [one.server])
                    next.backends.append(RouteBackend(name: "zzz", isSticky: false, servers: []))
                    try await router.apply(next)
                    next.revision = 3
                    next.backends[0].servers = [two.server]
                    try await router.apply(next)
                    await one.kill()
                    let answer = try await get()
                    #expect(answer.container == "c2", "\(answer)")
                    let forwarded = answer.body.split(separator: "\n").filter {
                        $0.lowercased().hasPrefix("x-forwarded-") || $0.lowercased().hasPrefix("x-handed-")
                    }
                    #expect(forwarded.sorted() == ["x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http"])
                    #expect(answer.headers.contains { $0.name == "connection" && $0.value == "close" })
                }
            }
            await two.kill()
        }

        @Test func keptConnectionsAreAnsweredWhileTheRouterEnds() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run(stopSeconds: 30) { router in
                try await router.apply(table(1, [one.server]))
                try await router.client.keepingConnection("shop.test") { (get) async throws in
                    #expect(try await get().container == "c1")
                    router.end()
                    while (try? await router.client.get("shop.test")) != nil { await Task.yield() }
                    let answer = try await get()
                    #expect(answer.container == "c1", "\(answer)")
                }
            }
            await one.kill()
        }

        @Test func aKilledContainerTakesOnlyWhatIsUnderWayInIt() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server, two.server]))
                let load = try await router.client.load("shop.test") { await one.kill() }
                // One of each client at most, for what the container began to answer isn't asked again.
                #expect(load.failures.count <= TestClient.loadClients)
                #expect(load.failures.allSatisfy { $0 == "status 502" }, "\(load.failures)")
                #expect(try await router.client.get("shop.test").container == "c2")
                // Back again, HAProxy finds it by itself.
                let back = try await TestContainer("c1", port: one.port)
                while try await router.client.get("shop.test").container != "c1" { await Task.yield() }
                await back.kill()
            }
            await two.kill()
        }

        @Test func aDrainWaitsForTheLastRequest() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                async let answer = router.client.get("shop.test", "/held")
                #expect(await one.held.next() == "c1")
                try await router.apply(table(2, [one.drainingServer]))
                #expect(try await router.client.get("shop.test").status == 503)
                try await router.agent.send(.drain(id: 1, servers: ["c1"], timeoutSeconds: 0))
                #expect(await router.agent.replies.next() == .drained(id: 1, done: false))
                // The request is with a worker that is about to end; that counts.
                var next = table(3, [one.drainingServer])
                next.backends.append(RouteBackend(name: "zzz", isSticky: false, servers: []))
                try await router.apply(next)
                try await router.agent.send(.drain(id: 2, servers: ["c1"], timeoutSeconds: 0))
                #expect(await router.agent.replies.next() == .drained(id: 2, done: false))
                try await router.agent.send(.drain(id: 3, servers: ["c1"], timeoutSeconds: 60))
                await one.gate.open()
                let response = try await answer
                #expect(response.status == 200)
                #expect(await router.agent.replies.next() == .drained(id: 3, done: true))
            }
            await one.kill()
        }

        @Test func aServerWithARequestIsRemovedAfterIt() async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                async let answer = router.client.get("shop.test", "/held")
                #expect(await one.held.next() == "c1")
                try await router.apply(table(2, [two.server]))
                #expect(try await router.client.get("shop.test").container == "c2")
                // It is still known, and can come back.
                try await router.apply(table(3, [one.server]))
                #expect(try await router.client.get("shop.test").container == "c1")
                try await router.apply(table(4, [two.server]))
                await one.gate.open()
                let response = try await answer
                #expect(response.container == "c1")
                #expect(try await router.client.get("shop.test").container == "c2")
            }
            await one.kill()
            await two.kill()
        }

        @Test func aTableThatHAProxyRefusesChangesNothing() async throws {
            let one = try await TestContainer("c1")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                var twins = table(2, [one.server])
                twins.backends.append(RouteBackend(name: "new", isSticky: false, servers: [one.server, one.server]))
                guard case .applied(2, let error?) = try await router.agent.apply(twins) else {
                    Issue.record("the table was taken")
                    return
                }
                #expect(error.contains("haproxy refuses the configuration") && error.contains("distinct names"))
                let odd = table(3, [RouteServer(name: "c1 weight 0", address: "127.0.0.1", port: 1)])
                guard case .applied(3, let refusal?) = try await router.agent.apply(odd) else {
                    Issue.record("the table was taken")
                    return
                }
                #expect(refusal.hasPrefix("server 'c1 weight 0' of web: not a name"))
                #expect(try await router.client.get("shop.test").status == 200)
                // The agent's next table is judged by itself; one that is older than what is there is not needed.
                try await router.apply(table(4, [one.server]))
                #expect(try await router.agent.apply(table(3, [])) == .applied(revision: 4, error: nil))
                #expect(try await router.client.get("shop.test").status == 200)
            }
            await one.kill()
        }

        @Test(arguments: ["worker", "master"]) func haproxyComesBack(process: String) async throws {
            let one = try await TestContainer("c1")
            let two = try await TestContainer("c2")
            try await TestRouter.run { router in
                try await router.apply(table(1, [one.server]))
                try await router.apply(table(2, [two.server]))
                let victims = await router.processes(process)
                for victim in victims { kill(victim, SIGKILL) }
                while await router.processes(process) == victims { await Task.yield() }
                while (try? await router.client.get("shop.test").status) != 200 { await Task.yield() }
                // What was changed at run time is in its configuration.
                #expect(try await router.client.get("shop.test").container == "c2")
                try await router.apply(table(3, [one.server]))
                #expect(try await router.client.get("shop.test").container == "c1")
            }
            await one.kill()
            await two.kill()
        }

        @Test func theLastTableServesWithoutAnAgent() async throws {
            let one = try await TestContainer("c1")
            let directory = "/tmp/gantry-router-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try await TestRouter.run(in: directory) { router in
                try await router.apply(table(1, [one.server]))
            }
            try await TestRouter.run(in: directory) { router in
                await router.waitUntilUp()
                let response = try await router.client.get("shop.test")
                #expect(response.container == "c1")
            }
            // A file that nobody can read is no reason not to start.
            try Data("{".utf8).write(to: URL(filePath: directory + "/state/table.json"))
            try await TestRouter.run(in: directory) { router in
                await router.waitUntilUp()
                let response = try await router.client.get("shop.test")
                #expect(response.status == 503)
            }
            await one.kill()
        }

        private func table(_ revision: Int64, _ servers: [RouteServer]) -> RouteTable {
            .test(revision, [("shop.test", "/", "web")], ["web": servers])
        }
    }
}
