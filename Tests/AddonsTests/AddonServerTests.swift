//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import Balancing
import CustomRouting
import EngineStub
import FoundationEssentials
import Logging
import Model
import NIOCore
import NIOPosix
import Routing
import Testing

@Suite struct AddonServerTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a server with a hub, and hands out the socket's path.
    private func withServer(
        _ hub: AddonHub,
        role: AddonHub.Role = .router,
        _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let group = MultiThreadedEventLoopGroup.singleton
            let server = AddonServer(runDirectory: directory, role: role, hub: hub, group: group, logger: Self.logger)
            let listener = try await server.listen()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run(listener) }
                defer { group.cancelAll() }
                try await body(server.socketPath)
            }
        }
    }

    /// Plays a router: answers each message, until the body says that it is enough.
    private func router(
        at path: String,
        _ answer: @escaping @Sendable (AddonMessage) -> AddonReply?
    ) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            var lines = MessageLines(maximumLength: 1 << 20)
            for try await part in inbound {
                lines.append(part)
                while let line = try lines.next() {
                    let message = try JSONDecoder().decode(AddonMessage.self, from: Data(line.readableBytesView))
                    guard let reply = answer(message) else { return }
                    try await outbound.write(ByteBuffer(bytes: try JSONEncoder().encode(reply) + [10]))
                }
            }
        }
    }

    private static func applied(_ message: AddonMessage) -> AddonReply? {
        switch message {
        case .table(let table): .applied(revision: table.revision, error: nil)
        case .drain(let id, let servers, _): .drained(id: id, done: servers == ["idle"])
        case .services(let table): .applied(revision: table.revision, error: nil)
        case .statistics(let id, let backends):
            backends.isEmpty
                ? .statistics(id: id, nil, error: "too much")
                : .statistics(
                    id: id,
                    RouterStatistics(seconds: 7, backends: backends.map { .init(name: $0) }),
                    error: nil
                )
        case .balancers(let table): .applied(revision: table.revision, error: nil)
        }
    }

    /// Waits until a hub's routers have a revision.
    private func publication(_ hub: AddonHub, _ revision: Int64) async -> AddonHub.Publication {
        await hub.publication(of: revision, within: .seconds(20))
    }

    @Test func refusesOlderTables() async {
        let hub = AddonHub(table: RouteTable(revision: 5))
        #expect(await hub.accept(RouteTable(revision: 4)) == false)
        #expect(await hub.newestRevision == 5)
        #expect(await hub.accept(RouteTable(revision: 5)))
        #expect(await hub.accept(RouteTable(revision: 6)))
        #expect(await hub.table?.revision == 6)
    }

    @Test func withoutRoutersThereIsNothingToWaitFor() async {
        let hub = AddonHub(table: nil)
        #expect(await hub.accept(RouteTable(revision: 1)))
        #expect(await publication(hub, 1) == .pending("no router is connected"))
        #expect(await hub.drain(["x"], seconds: 60))
    }

    @Test func routersGetTheLastTableAndEachNewOne() async throws {
        let hub = AddonHub(table: RouteTable(revision: 1))
        try await withServer(hub) { path in
            await withTaskGroup(of: Void.self) { group in
                let (tables, continuation) = AsyncStream.makeStream(of: Int64.self)
                for _ in 0..<2 {
                    group.addTask {
                        try? await router(at: path) { message in
                            if case .table(let table) = message { continuation.yield(table.revision) }
                            return Self.applied(message)
                        }
                    }
                }
                var seen: [Int64] = []
                for await revision in tables {
                    seen.append(revision)
                    if seen.count == 2 { break }
                }
                #expect(seen == [1, 1])
                #expect(await hub.accept(RouteTable(revision: 2)))
                #expect(await publication(hub, 2) == .applied)
                #expect(await hub.drain(["idle"], seconds: 20))
                #expect(await hub.drain(["busy"], seconds: 20) == false)
                group.cancelAll()
            }
        }
    }

    @Test func aRefusalIsToldAndAVanishedRouterIsNotWaitedFor() async throws {
        let hub = AddonHub(table: RouteTable(revision: 1))
        try await withServer(hub) { path in
            await withTaskGroup(of: Void.self) { group in
                let (connected, continuation) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    try? await router(at: path) { message in
                        continuation.yield()
                        guard case .table(let table) = message, table.revision < 3 else { return nil }
                        return .applied(revision: table.revision, error: table.revision == 2 ? "bad" : nil)
                    }
                }
                for await _ in connected { break }
                #expect(await hub.accept(RouteTable(revision: 2)))
                #expect(await publication(hub, 2) == .refused("a router refused: bad"))
                #expect(await hub.accept(RouteTable(revision: 3)))
                #expect(await publication(hub, 3) == .pending("no router is connected any more"))
                await group.waitForAll()
            }
        }
    }

    @Test func routersSayWhatTheyCount() async throws {
        let hub = AddonHub(table: RouteTable(revision: 1))
        #expect(await hub.statistics(of: ["web"], within: .seconds(20)) == .unknown("no router is connected"))
        let proxy = await hub.connect(as: .proxy)
        try await withServer(hub) { path in
            await withTaskGroup(of: Void.self) { group in
                let (connected, continuation) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    try? await router(at: path) { message in
                        continuation.yield()
                        return Self.applied(message)
                    }
                }
                for await _ in connected { break }
                let known = RouterStatistics(seconds: 7, backends: [.init(name: "web")])
                #expect(await hub.statistics(of: ["web"], within: .seconds(20)) == .known([known]))
                #expect(await hub.statistics(of: [], within: .seconds(20)) == .unknown("too much"))
                group.cancelAll()
            }
        }
        #expect(await hub.takeMessages(proxy).isEmpty)
    }

    @Test func aRouterThatSaysNothingIsNotWaitedFor() async {
        let hub = AddonHub(table: nil)
        let router = await hub.connect()
        let silence = AddonHub.Statistics.unknown("its router did not answer in time")
        #expect(await hub.statistics(of: ["web"], within: .zero) == silence)
        // Its late answer is nobody's.
        await hub.receive(.statistics(id: 1, RouterStatistics(seconds: 1, backends: []), error: nil), from: router)
        #expect(await hub.takeMessages(router) == [.statistics(id: 1, backends: ["web"])])
    }

    @Test func slowRoutersGetTheLastTableOnly() async {
        let hub = AddonHub(table: nil)
        let router = await hub.connect()
        for revision in 1...3 { #expect(await hub.accept(RouteTable(revision: Int64(revision)))) }
        #expect(await hub.takeMessages(router) == [.table(RouteTable(revision: 3))])
        #expect(await hub.takeMessages(router).isEmpty)
        #expect(await hub.publication(of: 3, within: .zero) == .pending("a router has not answered yet"))
    }

    @Test func proxiesGetTheServicesThatTheyAskFor() async {
        let services = ["a", "b"].map { project in
            ProxiedService(project: project, service: "web", alias: "\(project)_web", settings: [:], servers: [])
        }
        let hub = AddonHub(table: RouteTable(revision: 1))
        let (router, proxy) = (await hub.connect(), await hub.connect(as: .proxy))
        #expect(await hub.accept(ProxyServiceTable(revision: 3, services: services)))
        #expect(await hub.accept(ProxyServiceTable(revision: 2)) == false)
        #expect(await hub.newestServices == 3)
        // Before it has said what it wants, there is nothing to tell it, and it owes an answer.
        #expect(await hub.takeMessages(proxy).isEmpty)
        #expect(await hub.publication(of: 3, to: .proxy, within: .zero) == .pending("a proxy has not answered yet"))
        await hub.receive(.subscribe(.project("b", others: [])), from: proxy)
        let own = ProxyServiceTable(revision: 3, services: [services[1]])
        #expect(await hub.takeMessages(proxy) == [.services(own)])
        #expect(await hub.takeMessages(proxy).isEmpty)
        #expect(await hub.takeMessages(router) == [.table(RouteTable(revision: 1))])
        // One kind doesn't answer for the other.
        await hub.receive(.applied(revision: 3, error: "service b_web: refused"), from: proxy)
        let refused = AddonHub.Publication.refused("a proxy refused: service b_web: refused")
        #expect(await hub.publication(of: 3, to: .proxy, within: .zero) == refused)
        #expect(await hub.publication(of: 1, within: .zero) == .pending("a router has not answered yet"))
        await hub.receive(.applied(revision: 1, error: nil), from: router)
        #expect(await publication(hub, 1) == .applied)
    }

    @Test func loadBalancersGetTheirTableAlone() async throws {
        let table = BalancerTable(revision: 4, listeners: [BalancerListener(balancer: "lb", port: 80, mode: .http)])
        let hub = AddonHub(table: RouteTable(revision: 1), balancers: BalancerTable(revision: 3))
        let (router, balancer) = (await hub.connect(), await hub.connect(as: .balancer))
        #expect(await hub.accept(table))
        #expect(await hub.accept(BalancerTable(revision: 2)) == false)
        #expect(await hub.newestBalancers == 4)
        #expect(await hub.takeMessages(balancer) == [.balancers(table)])
        #expect(await hub.takeMessages(balancer).isEmpty)
        #expect(await hub.takeMessages(router) == [.table(RouteTable(revision: 1))])
        await hub.receive(.applied(revision: 4, error: "port 80 is taken"), from: balancer)
        let refused = AddonHub.Publication.refused("a balancer refused: port 80 is taken")
        #expect(await hub.publication(of: 4, to: .balancer, within: .zero) == refused)
        #expect(await hub.publication(of: 1, within: .zero) == .pending("a router has not answered yet"))
        try await withServer(hub, role: .balancer) { path in #expect(path.hasSuffix("/balancer/addon.sock")) }
    }

    @Test func proxiesHaveASocketOfTheirOwn() async throws {
        let hub = AddonHub(table: RouteTable(revision: 1), services: ProxyServiceTable(revision: 7))
        try await withServer(hub, role: .proxy) { path in
            #expect(path.hasSuffix("/proxy/addon.sock"))
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            try await channel.executeThenClose { inbound, outbound in
                let greeting = try JSONEncoder().encode(AddonReply.subscribe(.cluster))
                try await outbound.write(ByteBuffer(bytes: greeting + [10]))
                var lines = MessageLines(maximumLength: 1 << 20)
                for try await part in inbound {
                    lines.append(part)
                    guard let line = try lines.next() else { continue }
                    let message = try JSONDecoder().decode(AddonMessage.self, from: Data(line.readableBytesView))
                    #expect(message == .services(ProxyServiceTable(revision: 7)))
                    return
                }
            }
        }
    }
}
