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

/// The agent's side: dials the control plane and then serves its requests.
package struct TunnelDialer: Sendable {
    package struct Configuration: Sendable {
        /// A DNS name or an IP address.
        package var host: String
        package var port: Int
        package var certificatePEM: String
        package var privateKeyPEM: String
        /// The authorities that may have issued the server's certificate (PEM).
        package var authoritiesPEM: String
        /// The DNS name in the server's certificate, when it is not `host`.
        package var serverName: String?
        package var settings: TunnelSettings

        package init(
            host: String,
            port: Int,
            certificatePEM: String,
            privateKeyPEM: String,
            authoritiesPEM: String,
            serverName: String? = nil,
            settings: TunnelSettings = TunnelSettings()
        ) {
            self.host = host
            self.port = port
            self.certificatePEM = certificatePEM
            self.privateKeyPEM = privateKeyPEM
            self.authoritiesPEM = authoritiesPEM
            self.serverName = serverName
            self.settings = settings
        }
    }

    /// How long handlers may take to end after their connection.
    private static let handlerGrace = Duration.seconds(2)

    private let configuration: Configuration
    private let server: StreamServer
    private let context: NIOSSLContext
    private let logger: Logger

    /// Reads the certificates.
    ///
    /// - Throws: `TunnelError.invalid` when a certificate or key cannot be read or they do not fit together.
    package init(configuration: Configuration, handler: some TunnelHandler, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        server = StreamServer(handler: handler, logger: logger)
        context = try TunnelTLS.client(
            certificatePEM: configuration.certificatePEM,
            privateKeyPEM: configuration.privateKeyPEM,
            authoritiesPEM: configuration.authoritiesPEM
        )
    }

    /// Lives through one connection: dials, serves until it ends, and throws why it ended.
    ///
    /// `onConnected` is called when the server has accepted the agent's certificate. Handlers are cancelled at the end and
    /// have returned when this throws, but for those that don't heed it within `handlerGrace`.
    ///
    /// - Throws: `TunnelError.notConnected` when no connection came about, `.connectionLost` when one ended;
    ///   `CancellationError`.
    package func run(onConnected: @escaping @Sendable () -> Void = {}) async throws {
        let (streams, continuation) = AsyncStream.makeStream(of: TunnelStream.self)
        let core = try await connect(onConnected: onConnected, onStream: { continuation.yield($0) })
        core.channel.closeFuture.whenComplete { _ in continuation.finish() }
        let handlers = HandlerTasks()
        await withTaskCancellationHandler {
            for await stream in streams {
                handlers.start { await server.serve(stream) }
            }
        } onCancel: {
            core.note("it was closed here")
            core.channel.close(promise: nil)
        }
        await core.close("it was closed here")
        await handlers.end(within: Self.handlerGrace)
        try Task.checkCancellation()
        throw core.closeError
    }

    private func connect(
        onConnected: @escaping @Sendable () -> Void,
        onStream: @escaping @Sendable (TunnelStream) -> Void
    ) async throws -> ConnectionCore {
        let attempt = DialAttempt()
        do {
            return try await withTaskCancellationHandler {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(TimeAmount(configuration.settings.connectTimeout))
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try prepare(channel, attempt, onConnected: onConnected, onStream: onStream)
                        }
                    }
                    .connect(host: configuration.host, port: configuration.port)
                    .get()
                return try await attempt.established(channel)
            } onCancel: {
                attempt.cancel()
            }
        } catch {
            try Task.checkCancellation()
            throw TunnelError(
                .notConnected,
                """
                tunnel to \(configuration.host):\(configuration.port): no connection (\(error)); \
                check address and certificates
                """
            )
        }
    }

    private func prepare(
        _ channel: any Channel,
        _ attempt: DialAttempt,
        onConnected: @escaping @Sendable () -> Void,
        onStream: @escaping @Sendable (TunnelStream) -> Void
    ) throws {
        let established = channel.eventLoop.makePromise(of: ConnectionCore.self)
        let handshake = HandshakeHandler(
            timeout: configuration.settings.handshakeTimeout,
            configure: { channel in
                established.succeed(try establish(channel, onConnected: onConnected, onStream: onStream))
            },
            completion: { result in
                if case .failure(let error) = result {
                    established.fail(error)
                }
            }
        )
        let operations = channel.pipeline.syncOperations
        do {
            try attempt.add(channel, established.futureResult)
            try operations.addHandler(
                NIOSSLClientHandler(context: context, serverHostname: serverName)
            )
            try operations.addHandler(handshake)
        } catch {
            established.fail(error)
            throw error
        }
    }

    /// The name to verify; nil for an IP address, which is verified as such.
    private var serverName: String? {
        let name = configuration.serverName ?? configuration.host
        return (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
    }

    /// Makes the HTTP/2 server of a connection whose handshake is over.
    private func establish(
        _ channel: any Channel,
        onConnected: @escaping @Sendable () -> Void,
        onStream: @escaping @Sendable (TunnelStream) -> Void
    ) throws -> ConnectionCore {
        let core = ConnectionCore(channel: channel)
        let operations = channel.pipeline.syncOperations
        _ = try operations.configureHTTP2Pipeline(
            mode: .server,
            connectionConfiguration: configuration.settings.connectionConfiguration,
            streamConfiguration: configuration.settings.streamConfiguration,
            inboundStreamInitializer: { channel in
                channel.eventLoop.makeCompletedFuture {
                    onStream(try TunnelStream(channel: channel, role: .server, core: core))
                }
            }
        )
        try operations.addHandler(
            ConnectionHandler(
                core: core,
                settings: configuration.settings,
                logger: logger,
                onEstablished: onConnected
            )
        )
        return core
    }
}

/// The channels of one dialling, several when the name has several addresses.
private final class DialAttempt: Sendable {
    private struct State {
        var attempts: [(channel: any Channel, established: EventLoopFuture<ConnectionCore>)] = []
        var isCancelled = false
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel, _ established: EventLoopFuture<ConnectionCore>) throws {
        try state.withLock { state in
            guard !state.isCancelled else { throw CancellationError() }
            state.attempts.append((channel, established))
        }
    }

    func established(_ channel: any Channel) async throws -> ConnectionCore {
        let future = state.withLock { $0.attempts.first { $0.channel === channel }?.established }
        guard let future else { throw CancellationError() }
        return try await future.get()
    }

    func cancel() {
        let attempts = state.withLock { state in
            state.isCancelled = true
            return state.attempts
        }
        for attempt in attempts {
            attempt.channel.close(promise: nil)
        }
    }
}
