//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import NIOCore
import NIOHTTP2
import NIOSSL
import Synchronization

/// Watches one connection behind its HTTP/2 handler: finds a dead peer, and says why the connection ends.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let core: ConnectionCore
    private let settings: TunnelSettings
    private let logger: Logger
    /// Called when the peer has shown that it speaks HTTP/2, so that its handshake is really over.
    private var onEstablished: (() -> Void)?
    private var silence: SilenceMeter
    /// How much room was left for our bytes at the last check; while it changes, an answer may wait behind them.
    private var lastRoom: Int?
    private var timer: RepeatedTask?

    init(core: ConnectionCore, settings: TunnelSettings, logger: Logger, onEstablished: @escaping () -> Void) {
        self.core = core
        self.settings = settings
        self.logger = logger
        self.onEstablished = onEstablished
        silence = SilenceMeter(interval: settings.pingInterval, start: .now())
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
        hear()
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

    private func hear() {
        silence.hear(at: .now())
        core.silence.withLock { $0 = .zero }
    }

    private func check(context: ChannelHandlerContext) {
        let room = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        if room != lastRoom {
            lastRoom = room
            hear()
        }
        let isToBeAsked = silence.check(at: .now())
        core.silence.withLock { $0 = silence.total }
        guard silence.total < settings.silenceLimit else {
            core.abort("no sign of life for \(settings.silenceLimit)")
            return
        }
        if isToBeAsked {
            let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(), ack: false))
            context.writeAndFlush(wrapOutboundOut(ping), promise: nil)
        }
    }
}
