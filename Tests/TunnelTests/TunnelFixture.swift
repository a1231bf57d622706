//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Logging
import NIOCore
import PKI
import Testing
import Tunnel

/// An authority with one server and one node, made once for all tests.
struct TestCertificates: Sendable {
    let authority: CertificateAuthority
    let server: IssuedCertificate
    let node: IssuedCertificate

    init() throws {
        let now = Date()
        authority = try CertificateAuthority(commonName: "test", now: now)
        server = try authority.issueServer(names: ["127.0.0.1"], now: now)
        node = try authority.issueUser(clusterID: "c1", name: "n1", now: now)
    }

    static let shared = Result { try TestCertificates() }
}

extension TunnelSettings {
    /// For tests of other things than time, on machines however busy.
    static var patient: TunnelSettings {
        var settings = TunnelSettings()
        settings.silenceLimit = .seconds(900)
        settings.handshakeTimeout = .seconds(60)
        settings.connectTimeout = .seconds(60)
        return settings
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func listenerConfiguration(
    trust: TunnelTrust? = nil,
    settings: TunnelSettings = .patient
) throws -> TunnelListener.Configuration {
    let certificates = try TestCertificates.shared.get()
    return TunnelListener.Configuration(
        address: "127.0.0.1",
        port: 0,
        certificateChainPEM: certificates.server.certificatePEM,
        privateKeyPEM: certificates.server.privateKeyPEM ?? "",
        trust: trust ?? .authorities(pem: certificates.authority.certificatePEM),
        settings: settings
    )
}

func dialerConfiguration(port: Int, settings: TunnelSettings = .patient) throws -> TunnelDialer.Configuration {
    let certificates = try TestCertificates.shared.get()
    return TunnelDialer.Configuration(
        host: "127.0.0.1",
        port: port,
        certificatePEM: certificates.node.certificatePEM,
        privateKeyPEM: certificates.node.privateKeyPEM ?? "",
        authoritiesPEM: certificates.authority.certificatePEM,
        settings: settings
    )
}

/// A listener that runs for the length of a test.
struct RunningListener: Sendable {
    let port: Int
    /// Each connection whose handshake succeeded.
    let connections: AsyncStream<TunnelConnection>
}

func withListener<Value: Sendable>(
    _ configuration: TunnelListener.Configuration,
    _ body: @escaping @Sendable (RunningListener) async throws -> Value
) async throws -> Value {
    let listener = try TunnelListener(configuration: configuration, logger: quiet)
    let (ports, portContinuation) = AsyncStream.makeStream(of: Int.self)
    let (connections, connectionContinuation) = AsyncStream.makeStream(of: TunnelConnection.self)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            try await listener.run(onListening: { portContinuation.yield($0) }) { connection in
                connectionContinuation.yield(connection)
                await connection.waitUntilClosed()
            }
            return nil
        }
        group.addTask {
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            return try await body(RunningListener(port: port, connections: connections))
        }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw CancellationError()
    }
}

/// Runs a test with one agent's connection, seen from the control plane.
func withTunnel<Value: Sendable>(
    _ handler: some TunnelHandler,
    settings: TunnelSettings = .patient,
    _ body: @escaping @Sendable (TunnelConnection) async throws -> Value
) async throws -> Value {
    try await withListener(listenerConfiguration(settings: settings)) { listener in
        let dialer = try TunnelDialer(
            configuration: dialerConfiguration(port: listener.port, settings: settings),
            handler: handler,
            logger: quiet
        )
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try? await dialer.run()
                return nil
            }
            group.addTask {
                guard let connection = await listener.connections.first(where: { _ in true }) else {
                    throw CancellationError()
                }
                return try await body(connection)
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}

/// A handler made of two closures.
struct TestHandler: TunnelHandler {
    var onRequest: @Sendable (TunnelServerRequest, TunnelResponder) async throws -> Void = { _, responder in
        try await responder.respond(status: 404)
    }
    var onPipe: @Sendable (String, TunnelPipe) async throws -> Void = { _, _ in }

    func handle(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        try await onRequest(request, responder)
    }

    func handlePipe(to target: String, _ pipe: TunnelPipe) async throws {
        try await onPipe(target, pipe)
    }
}

extension AsyncStream where Element: Sendable {
    /// The next element; nil when the stream has ended.
    var next: Element? {
        get async { await first { _ in true } }
    }
}

/// Sends a request and compares the status of its answer.
func expectStatus(_ status: Int, of path: String, _ connection: TunnelConnection) async throws {
    let response = try await connection.send(TunnelRequest(method: "GET", path: path))
    #expect(response.status == status)
}
