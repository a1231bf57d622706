//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Logging
import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// The control plane's side: accepts agents' connections and turns the roles round.
package struct TunnelListener: Sendable {
    package struct Configuration: Sendable {
        package var address: String
        /// 0 for any free port.
        package var port: Int
        /// The server's certificate, and those between it and the authority if there are any.
        package var certificateChainPEM: String
        package var privateKeyPEM: String
        package var trust: TunnelTrust
        package var settings: TunnelSettings

        package init(
            address: String,
            port: Int,
            certificateChainPEM: String,
            privateKeyPEM: String,
            trust: TunnelTrust,
            settings: TunnelSettings = TunnelSettings()
        ) {
            self.address = address
            self.port = port
            self.certificateChainPEM = certificateChainPEM
            self.privateKeyPEM = privateKeyPEM
            self.trust = trust
            self.settings = settings
        }
    }

    private let configuration: Configuration
    private let context: NIOSSLContext
    private let logger: Logger

    /// Reads the certificates.
    ///
    /// - Throws: `TunnelError.invalid` when a certificate or key cannot be read or they do not fit together.
    package init(configuration: Configuration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        context = try TunnelTLS.server(
            certificateChainPEM: configuration.certificateChainPEM,
            privateKeyPEM: configuration.privateKeyPEM,
            trust: configuration.trust
        )
    }

    /// Listens until the task is cancelled.
    ///
    /// `onListening` gets the port. `onConnection` is called for each agent that has proved who it is, and may run as
    /// long as it likes: its task is cancelled when the connection ends, and the connection ends when it returns.
    ///
    /// - Throws: `TunnelError.notConnected` when the address cannot be listened on.
    package func run(
        onListening: @Sendable (_ port: Int) -> Void = { _ in },
        onConnection: @escaping @Sendable (TunnelConnection) async -> Void
    ) async throws {
        let (connections, continuation) = AsyncStream.makeStream(of: TunnelConnection.self)
        let pending = PendingHandshakes(limit: configuration.settings.maximumHandshakes)
        let server: any Channel
        do {
            server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // Running out of file descriptors must not become a busy loop.
                        try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                    }
                }
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try prepare(channel, pending: pending, continuation: continuation)
                    }
                }
                .bind(host: configuration.address, port: configuration.port)
                .get()
        } catch {
            throw TunnelError(
                .notConnected,
                "tunnel on \(configuration.address):\(configuration.port): it cannot listen (\(error)); free the port"
            )
        }
        onListening(server.localAddress?.port ?? configuration.port)
        server.closeFuture.whenComplete { _ in continuation.finish() }
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await connection in connections {
                    group.addTask { await serve(connection, onConnection) }
                }
                group.cancelAll()
            }
        } onCancel: {
            server.close(promise: nil)
        }
    }

    private func serve(
        _ connection: TunnelConnection,
        _ onConnection: @escaping @Sendable (TunnelConnection) async -> Void
    ) async {
        logger.debug("tunnel opened", metadata: ["peer": "\(connection.remoteAddress)"])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await onConnection(connection) }
            group.addTask { await connection.waitUntilClosed() }
            await group.next()
            group.cancelAll()
        }
        await connection.close()
        logger.debug(
            "tunnel closed",
            metadata: ["peer": "\(connection.remoteAddress)", "reason": "\(connection.closeError)"]
        )
    }

    private func prepare(
        _ channel: any Channel,
        pending: PendingHandshakes,
        continuation: AsyncStream<TunnelConnection>.Continuation
    ) throws {
        guard pending.begin() else {
            logger.warning("tunnel refused: too many handshakes at once")
            channel.close(promise: nil)
            return
        }
        let logger = logger
        let peer = channel.remoteAddress.map(ConnectionCore.text) ?? "unknown address"
        let handshake = HandshakeHandler(
            timeout: configuration.settings.handshakeTimeout,
            configure: { channel in
                let connection = try establish(channel)
                if case .terminated = continuation.yield(connection) {
                    channel.close(promise: nil)
                }
            },
            completion: { result in
                pending.end()
                if case .failure(let error) = result {
                    logger.debug("tunnel handshake failed", metadata: ["peer": "\(peer)", "error": "\(error)"])
                }
            }
        )
        let operations = channel.pipeline.syncOperations
        do {
            try operations.addHandler(makeTLSHandler())
            try operations.addHandler(handshake)
        } catch {
            pending.end()
            throw error
        }
    }

    private func makeTLSHandler() -> NIOSSLServerHandler {
        guard case .verify(let verify) = configuration.trust else {
            return NIOSSLServerHandler(context: context)
        }
        return NIOSSLServerHandler(
            context: context,
            customVerificationCallback: { chain, promise in
                let isTrusted = chain.isEmpty == false && verify(chain.compactMap { try? $0.toDERBytes() })
                promise.succeed(isTrusted ? .certificateVerified : .failed)
            }
        )
    }

    /// Makes the HTTP/2 client of a connection whose handshake is over.
    private func establish(_ channel: any Channel) throws -> TunnelConnection {
        let operations = channel.pipeline.syncOperations
        guard let certificate = try operations.nioSSL_peerCertificate() else {
            throw TunnelError(.notConnected, "the agent showed no certificate")
        }
        let der = try certificate.toDERBytes()
        // A resumed TLS session does not ask the function again, though its answer may have changed.
        if case .verify(let verify) = configuration.trust, !verify([der]) {
            throw TunnelError(.notConnected, "the agent's certificate is no longer trusted")
        }
        let core = ConnectionCore(channel: channel)
        let multiplexer = try operations.configureHTTP2Pipeline(
            mode: .client,
            connectionConfiguration: configuration.settings.connectionConfiguration,
            streamConfiguration: configuration.settings.streamConfiguration,
            inboundStreamInitializer: { stream in
                // Agents open no streams.
                stream.close()
            }
        )
        try operations.addHandler(
            ConnectionHandler(core: core, settings: configuration.settings, logger: logger, onEstablished: {})
        )
        return TunnelConnection(peer: PeerCertificate(der: der), core: core, multiplexer: multiplexer)
    }
}

/// Counts handshakes under way.
private final class PendingHandshakes: Sendable {
    private let count = Mutex(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func begin() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func end() {
        count.withLock { $0 -= 1 }
    }
}
