//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Logging
import NIOCore
import NIOPosix
import Router
import Routing
import Testing

/// A router with a real HAProxy on loopback ports, with its agent.
struct TestRouter: Sendable {
    let options: RouterOptions
    let agent: TestAgent
    let client: TestClient
    /// Has the router end before the body does.
    let end: @Sendable () -> Void

    /// Runs a router for as long as the body takes.
    static func run(
        as role: RouterService.Role = .routes,
        stopSeconds: Int = 1,
        _ body: (TestRouter) async throws -> Void
    ) async throws {
        let directory = "/tmp/gantry-router-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await run(as: role, in: directory, stopSeconds: stopSeconds, body)
    }

    /// Runs a router in a directory that stays, so that another can come after it.
    static func run(
        as role: RouterService.Role = .routes,
        in directory: String,
        stopSeconds: Int = 1,
        _ body: (TestRouter) async throws -> Void
    ) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var options = RouterOptions()
        options.stateDirectory = directory + "/state"
        options.addonSocket = directory + "/addon.sock"
        options.listenAddress = "127.0.0.1"
        options.httpPort = try await freePort()
        options.httpsPort = try await freePort()
        options.statsPort = try await freePort()
        options.stopSeconds = stopSeconds
        options.retrySeconds = 1
        let service = RouterService(
            role: role,
            options: options,
            logger: Logger(label: "router", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let agent = try await TestAgent(socketPath: options.addonSocket)
        let (ends, ending) = AsyncStream.makeStream(of: Void.self)
        let router = TestRouter(options: options, agent: agent, client: TestClient(port: options.httpPort)) {
            ending.yield()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await service.run() }
                    group.addTask { for await _ in ends { return } }
                    try await group.next()
                    group.cancelAll()
                }
            }
            defer { group.cancelAll() }
            try await body(router)
        }
        await agent.stop()
    }

    /// Puts a table in place.
    func apply(_ table: RouteTable, _ location: SourceLocation = #_sourceLocation) async throws {
        let reply = try await agent.apply(table)
        #expect(reply == .applied(revision: table.revision, error: nil), sourceLocation: location)
    }

    /// Waits until HAProxy answers its monitor's question.
    func waitUntilUp() async {
        while (try? await client.get("any", "/haproxy-monitor").status) != 200 { await Task.yield() }
    }

    /// Which of its configurations HAProxy has: each reload makes a new one.
    func generation() throws -> String {
        let text = String(
            decoding: try Data(contentsOf: URL(filePath: options.stateDirectory + "/haproxy.cfg")),
            as: UTF8.self
        )
        return String(try #require(text.split(separator: "\n").first { $0.contains("GANTRY_GENERATION") }))
    }

    /// The processes of a kind, as HAProxy's master lists them as soon as it is there.
    func processes(_ kind: String) async -> [Int32] {
        while true {
            if let processes = try? await listProcesses(kind) { return processes }
            await Task.yield()
        }
    }

    private func listProcesses(_ kind: String) async throws -> [Int32] {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: options.stateDirectory + "/master.sock") { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "show proc;quit\n"))
            var answer = ByteBuffer()
            for try await var part in inbound { answer.writeBuffer(&part) }
            return String(buffer: answer).split(separator: "\n").compactMap { line in
                let columns = line.split(separator: " ")
                return columns.count > 1 && columns[1] == kind ? Int32(columns[0]) : nil
            }
        }
    }

    static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close().get()
        return port
    }
}

extension RouteTable {
    /// A table in which all services have the name of their backend.
    static func test(
        _ revision: Int64,
        _ rules: [(host: String, path: String, backend: String)],
        _ backends: [String: [RouteServer]],
        isSticky: Bool = false
    ) -> RouteTable {
        RouteTable(
            revision: revision,
            rules: rules.map { RouteRule(host: $0.host, path: $0.path, backend: $0.backend) },
            backends: backends.sorted { $0.key < $1.key }
                .map { RouteBackend(name: $0.key, isSticky: isSticky, servers: $0.value) }
        )
    }
}
