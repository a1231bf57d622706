//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerEngine
import EngineStub
import FoundationEssentials
import Logging
import NIOCore
import PKI
import Testing
import Tunnel

@testable import Agent

/// Runs a whole agent against an engine's socket and a control plane's end of the tunnel.
enum AgentHarness {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Gives the control plane's end to a body, and stops the agent afterwards.
    static func run(
        dockerSocket: String,
        _ body: @escaping @Sendable (TunnelConnection) async throws -> Void
    ) async throws {
        try await run(dockerSocket: dockerSocket) { connections, _ in
            for await connection in connections { return try await body(connection) }
        }
    }

    /// Gives the control plane's end of each connection to a body, and the authority whose certificates count.
    static func run(
        dockerSocket: String,
        _ body: @escaping @Sendable (AsyncStream<TunnelConnection>, CertificateAuthority) async throws -> Void
    ) async throws {
        let now = Date()
        let authority = try CertificateAuthority(commonName: "test", now: now)
        let signing = try SigningRequest(commonName: "n1")
        let node = try authority.issueNode(csrPEM: signing.csrPEM, clusterID: "c1", nodeID: "n1", now: now)
        let listener = try makeListener(authority, now)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let (connections, connection) = AsyncStream.makeStream(of: TunnelConnection.self)
        try await withTemporaryDirectory { directory in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await listener.run(onListening: { port.yield($0) }) { new in
                        connection.yield(new)
                        await new.waitUntilClosed()
                    }
                }
                defer { group.cancelAll() }
                var iterator = ports.makeAsyncIterator()
                let number = try #require(await iterator.next())
                try NodeIdentityFiles(directory: directory + "/data").save(
                    NodeIdentity(
                        clusterID: "c1",
                        nodeID: "n1",
                        name: "n1",
                        server: "https://127.0.0.1:1",
                        agentEndpoint: "127.0.0.1:\(number)"
                    ),
                    NodeIdentity.Credentials(
                        certificate: node.certificatePEM,
                        privateKey: signing.privateKeyPEM,
                        authority: authority.certificatePEM
                    )
                )
                let options = AgentOptions(
                    dataDirectory: directory + "/data",
                    dockerSocket: dockerSocket,
                    runDirectory: directory + "/run"
                )
                group.addTask { try await AgentService(options: options, logger: logger).run() }
                try await body(connections, authority)
            }
        }
    }

    private static func makeListener(_ authority: CertificateAuthority, _ now: Date) throws -> TunnelListener {
        let server = try authority.issueServer(names: ["127.0.0.1"], now: now)
        return try TunnelListener(
            configuration: TunnelListener.Configuration(
                address: "127.0.0.1",
                port: 0,
                certificateChainPEM: server.certificatePEM,
                privateKeyPEM: server.privateKeyPEM ?? "",
                trust: .authorities(pem: authority.certificatePEM)
            ),
            logger: logger
        )
    }

    /// Reads the agent's reports until the reader has seen enough.
    ///
    /// - Parameters:
    ///   - control: The control plane's end.
    ///   - isEnough: Takes each report; true ends the reading.
    /// - Throws: What reading or the reader throws.
    static func readReports(
        _ control: TunnelConnection,
        until isEnough: (AgentReport) async throws -> Bool
    ) async throws {
        let response = try await control.send(TunnelRequest(method: "GET", path: AgentPaths.reports))
        var lines = LineSplitter(maximumLength: 64 << 20)
        for try await part in response.body {
            lines.append(part)
            while let line = try lines.next() {
                let report = try JSONDecoder().decode(AgentReport.self, from: Data(line.readableBytesView))
                if try await isEnough(report) { return }
            }
        }
        Issue.record("the report stream ended")
    }
}
