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

/// The server of the management API.
enum HTTPService {
    /// Makes the server.
    ///
    /// Port 0 takes a free one, and without TLS it speaks plain HTTP; `onRunning` is told the port once it listens.
    static func make(
        address: HostPort,
        tls: NIOSSLContext?,
        responder: APIResponder,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> any Service {
        try HTTPServerBuilder { UpgradableChannel(tls: tls, responder: $0) }.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port),
                // Running out of descriptors would end the listener; agents and the state need theirs as well.
                availableConnectionsDelegate: MaximumAvailableConnections(
                    min(10_000, FileLimit.current / 2),
                    logger: logger
                )
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        ) { request, writer, channel in
            let response = try await responder.respond(to: request, remote: channel.remoteAddress?.ipAddress ?? "")
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { channel in
            await onRunning(channel.localAddress?.port ?? address.port)
        }
    }
}
