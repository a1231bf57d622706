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
    private var wasHeard = true
    private var timer: RepeatedTask?
    private var deadline: Scheduled<Void>?

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
            handler.tick(context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
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
        wasHeard = true
        deadline?.cancel()
        deadline = nil
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

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    private func tick(context: ChannelHandlerContext) {
        if wasHeard {
            wasHeard = false
            return
        }
        guard deadline == nil else { return }
        let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(), ack: false))
        context.writeAndFlush(wrapOutboundOut(ping), promise: nil)
        let (core, settings) = (core, settings)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(settings.pingTimeout)) {
            core.abort("no sign of life for \(settings.pingInterval + settings.pingTimeout)")
        }
    }

    private func stop() {
        timer?.cancel()
        timer = nil
        deadline?.cancel()
        deadline = nil
    }
}
