//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The servers of the management API and of clusters' endpoints.
enum HTTPService {
    /// Makes the server of the management API and the console; `respond` is given each request with its client's address.
    ///
    /// Port 0 takes a free one, and without TLS it speaks plain HTTP; `onRunning` is told the port once it listens.
    static func make(
        address: HostPort,
        tls: NIOSSLContext?,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        respond: @escaping @Sendable (Request, _ remote: String) async throws -> Response
    ) throws -> any Service {
        var makeTLS: (@Sendable () -> NIOSSLServerHandler)?
        if let tls { makeTLS = { NIOSSLServerHandler(context: tls) } }
        return try make(
            address: address,
            connectionLimit: 10_000,
            tls: makeTLS,
            logger: logger,
            onRunning: onRunning,
            respond: { try await respond($0, $1.remoteAddress?.ipAddress ?? "") }
        )
    }

    /// Makes a server; `respond` is given each request with its connection.
    static func make(
        address: HostPort,
        connectionLimit: Int,
        tls: (@Sendable () -> NIOSSLServerHandler)?,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void,
        respond: @escaping @Sendable (Request, any Channel) async throws -> Response
    ) throws -> any Service {
        try HTTPServerBuilder { UpgradableChannel(tls: tls, responder: $0) }.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port),
                // Running out of descriptors would end the listener; agents and the state need theirs as well.
                availableConnectionsDelegate: MaximumAvailableConnections(
                    min(connectionLimit, FileLimit.current / 2),
                    logger: logger
                )
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { request, writer, channel in
            let response = try await respond(request, channel)
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            await onRunning(channel.localAddress?.port ?? address.port)
        }
    }
}
