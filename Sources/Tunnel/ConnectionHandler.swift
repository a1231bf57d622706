//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import NIOCore
import NIOHTTP2
import NIOSSL

/// Watches one connection behind its HTTP/2 handler: finds a dead peer, and says why the connection ends.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let core: ConnectionCore
    private let settings: TunnelSettings
    private let logger: Logger
    /// Called when the peer has shown that it speaks HTTP/2, so that its handshake is really over.
    private var onEstablished: (() -> Void)?
    /// How many checks in a row have found nothing read.
    ///
    /// Checks are counted rather than time measured: between two of them the event loop reads what has come, so that a
    /// delay of our own does not look like the peer's.
    private var silentIntervals = 0
    /// How much room was left for our bytes at the last check; while it changes, an answer may wait behind them.
    private var lastRoom: Int?
    private var timer: RepeatedTask?

    init(core: ConnectionCore, settings: TunnelSettings, logger: Logger, onEstablished: @escaping () -> Void) {
        self.core = core
        self.settings = settings
        self.logger = logger
        self.onEstablished = onEstablished
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let interval = TimeAmount(settings.pingInterval)
        let this = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            let (handler, context) = this.value
            handler.check(context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).payload {
        case .settings:
            onEstablished?()
            onEstablished = nil
        case .goAway(_, let errorCode, _):
            core.note("the other end says goodbye (\(errorCode))")
            context.close(promise: nil)
        default:
            break
        }
    }

    /// Comes after every read of the socket, whatever was in it: any byte is a sign of life.
    func channelReadComplete(context: ChannelHandlerContext) {
        silentIntervals = 0
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Errors of single streams come by here as well; they end their stream, not the connection.
        if error is IOError || error is NIOSSLError || error is BoringSSLError {
            core.abort("the connection broke (\(error))")
        } else {
            logger.debug("tunnel protocol error", metadata: ["peer": "\(core.peer)", "error": "\(error)"])
        }
    }

    private func check(context: ChannelHandlerContext) {
        let room = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        if room != lastRoom {
            lastRoom = room
            silentIntervals = 0
        }
        guard silentIntervals < settings.silentIntervals else {
            core.abort("no sign of life for \(settings.pingInterval * settings.silentIntervals)")
            return
        }
        if silentIntervals == 1 {
            let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(), ack: false))
            context.writeAndFlush(wrapOutboundOut(ping), promise: nil)
        }
        silentIntervals += 1
    }
}
