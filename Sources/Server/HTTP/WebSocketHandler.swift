//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHTTPTypes
import NIOWebSocket

/// Lets the messages of a WebSocket pass as parts of a request's and a response's body: each binary message is one part.
///
/// The end of the response closes the WebSocket; that of the WebSocket ends the request. Pings are answered here.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = WebSocketFrame

    /// Most bytes of a message that comes in (1 MiB).
    static let messageLimit = 1 << 20
    /// Most frames of a message that comes in.
    private static let frameLimit = 256

    /// Whether no frame may go out any more.
    private var isClosed = false

    /// The handlers that make messages of a connection's bytes, in their order.
    static func pipeline() -> [any ChannelHandler] {
        [
            WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: messageLimit)),
            WebSocketProtocolErrorHandler(isServer: true),
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0,
                maxAccumulatedFrameCount: frameLimit,
                maxAccumulatedFrameSize: messageLimit
            ),
            WebSocketHandler(),
        ]
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .binary:
            context.fireChannelRead(wrapInboundOut(.body(frame.unmaskedData)))
        case .ping:
            guard !isClosed else { return }
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)),
                promise: nil
            )
        case .connectionClose:
            close(.normalClosure, context)
        case .text:
            close(.unacceptableData, context)
        default:
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is NIOWebSocketFrameAggregator.Error {
            close(.messageTooLarge, context)
        } else {
            context.fireErrorCaught(error)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .body(let bytes) where !isClosed:
            context.write(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .binary, data: bytes)),
                promise: promise
            )
        case .end:
            close(.normalClosure, context)
            promise?.succeed()
        case .head, .body:
            promise?.succeed()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            close(.goingAway, context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    private func close(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        guard !isClosed else { return }
        isClosed = true
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(frame)).whenComplete { _ in bound.value.close(promise: nil) }
    }
}
