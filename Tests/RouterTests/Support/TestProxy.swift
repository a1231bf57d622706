//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
import FoundationEssentials
import Logging
import NIOCore
import NIOPosix
import Router
import Testing

/// A proxy of a user's own with a real HAProxy on loopback ports, with its agent.
struct TestProxy: Sendable {
    let options: ProxyOptions
    let agent: TestAgent
    let reload: AsyncStream<Void>.Continuation
    /// The port that the addresses of services have.
    let port: Int

    var client: TestClient { TestClient(port: port) }

    /// Runs a proxy for as long as the body takes.
    static func run(
        _ environment: [String: String] = [:],
        hasAgent: Bool = true,
        _ body: (TestProxy) async throws -> Void
    ) async throws {
        let directory = "/tmp/gantry-proxy-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await run(in: directory, port: try await TestRouter.freePort(), environment, hasAgent: hasAgent, body)
    }

    /// Runs a proxy in a directory that stays, so that another can come after it.
    static func run(
        in directory: String,
        port: Int,
        _ environment: [String: String] = [:],
        hasAgent: Bool = true,
        _ body: (TestProxy) async throws -> Void
    ) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var environment = environment
        environment["STATS_PORT"] = String(try await TestRouter.freePort())
        environment["COMPOSE_PROJECT_NAME"] = "p"
        var options = ProxyOptions(environment: environment)
        options.stateDirectory = directory + "/state"
        options.configurationFile = directory + "/haproxy.cfg"
        options.certificateLink = directory + "/certs"
        options.authorityLink = directory + "/cacerts"
        options.pidFile = directory + "/pid"
        options.addonSocket = hasAgent ? directory + "/addon.sock" : directory + "/none/addon.sock"
        options.paths.statsSocket = directory + "/stats.sock"
        options.paths.pidFile = directory + "/haproxy.pid"
        options.paths.listenAddress = "127.0.0.1"
        options.stopSeconds = 1
        let (reloads, reload) = AsyncStream.makeStream(of: Void.self)
        let service = ProxyService(
            options: options,
            reloads: reloads,
            logger: Logger(label: "proxy", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let agent = try await TestAgent(socketPath: directory + "/addon.sock")
        let proxy = TestProxy(options: options, agent: agent, reload: reload, port: port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            defer { group.cancelAll() }
            if hasAgent { #expect(await agent.replies.next() == .subscribe(.project("p", others: []))) }
            try await body(proxy)
        }
        await agent.stop()
    }

    /// Puts services in place; returns what the proxy has against them.
    func apply(_ revision: Int64, _ services: [ProxiedService]) async throws -> String? {
        try await agent.send(.services(ProxyServiceTable(revision: revision, services: services)))
        guard case .applied(revision, let problem) = await agent.replies.next() else {
            Issue.record("another answer")
            return nil
        }
        return problem
    }

    /// A service of this address with these containers.
    func service(_ name: String, _ settings: [String: String], _ containers: [TestContainer]) -> ProxiedService {
        ProxiedService(
            project: "p",
            service: name,
            alias: "p_\(name)",
            settings: ["VIRTUAL_HOST": "\(name).test:\(port)"].merging(settings) { $1 },
            servers: containers.map { container in
                ProxiedServer(
                    id: "id-\(container.name)",
                    name: container.name,
                    address: "127.0.0.1",
                    ports: [container.port]
                )
            }
        )
    }

    /// Waits until HAProxy answers for a host.
    func waitUntilUp(_ host: String) async {
        while (try? await client.get(host).status) != 200 { await Task.yield() }
    }

    /// Which of its configurations HAProxy has: each reload makes a new one.
    func generation() throws -> String {
        let text = String(decoding: try Data(contentsOf: URL(filePath: options.configurationFile)), as: UTF8.self)
        return String(try #require(text.split(separator: "\n").first { $0.contains("GANTRY_GENERATION") }))
    }
}
