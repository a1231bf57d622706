//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import Synchronization

/// HTTP/1.1 over TLS whose routes can take the connection over.
///
/// A route that answers a request for an upgrade with status 101 has, from then on, the raw connection in its hands:
/// what comes in is the request's body, what it writes to the answer's body goes out as it is, and finishing the body
/// closes the connection. Routing and authorization stay in force, because the takeover is an ordinary answer.
struct UpgradableChannel: ServerChildChannel, HTTPChannelHandler {
    /// How long a connection may be quiet between requests, or in the middle of one.
    static let idleTimeout = Duration.seconds(120)

    /// When the kernel asks whether a quiet peer is still there.
    ///
    /// `TCP_KEEPIDLE`, `TCP_KEEPINTVL` and `TCP_KEEPCNT` of Linux's tcp(7): after 30 seconds, then each 10 seconds, three
    /// times without an answer. Its own times are hours.
    private static let keepAlive: [(NIOBSDSocket.Option, Int)] = [
        (.init(rawValue: 4), 30), (.init(rawValue: 5), 10), (.init(rawValue: 6), 3),
    ]

    /// Makes the server's side of TLS for a connection; nil for plain HTTP.
    let tls: (@Sendable () -> NIOSSLServerHandler)?
    let responder: HTTPChannelHandler.Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(tls()) }
            // Finds peers that went away, which takes-overs and streams would wait for in vain: without a word, or with
            // one that only says that they'll send no more.
            try channel.syncOptions?.setOption(.socketOption(.so_keepalive), value: 1)
            for (option, value) in Self.keepAlive {
                try channel.syncOptions?.setOption(.tcpOption(option), value: value)
            }
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
            let codec = HTTP1ToHTTPServerCodec(secure: tls != nil)
            let state = HTTPConnectionStateHandler(idleTimeout: Self.idleTimeout, logger: logger)
            let upgrade = UpgradeHandler(decoder: decoder, others: [state, codec, encoder])
            try pipeline.addHandlers([encoder, decoder, codec, upgrade, state])
            return AcceptedConnection(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)
                )
            )
        }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        await ConnectionEnd.$current.withValue(ConnectionEnd(of: value.channel)) {
            await handleHTTP(asyncChannel: value.take(), logger: logger)
        }
    }
}

/// A connection on its way from the listener to who serves it.
///
/// One that comes as the server is cancelled is served by nobody, and the library ends the process when such a one is
/// dropped: it is closed instead.
final class AcceptedConnection: ServerChildChannelValue {
    typealias Parts = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    private let parts: Parts
    private let isTaken = Atomic(false)

    init(_ parts: Parts) {
        self.parts = parts
    }

    deinit {
        guard !isTaken.load(ordering: .relaxed) else { return }
        Task { [parts] in try? await parts.executeThenClose { _, _ in } }
    }

    var channel: any Channel { parts.channel }

    /// The connection, for who serves it and closes it then.
    func take() -> Parts {
        isTaken.store(true, ordering: .relaxed)
        return parts
    }
}
