//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Takes HTTP out of a connection when the answer to a request for an upgrade is 101: bytes pass from then on, or the
/// messages of a WebSocket where the answer names our protocol.
///
/// The end of such a request is held back, so that its body goes on with what follows. Where the route refuses, the
/// connection ends with its answer, because NIO's decoder doesn't go on after a request for an upgrade.
final class UpgradeHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let decoder: any RemovableChannelHandler
    private let others: [any RemovableChannelHandler]
    private var isUpgradeWanted = false
    private var closesAfterResponse = false
    private var isRaw = false

    /// - Parameters:
    ///   - decoder: The handler that decodes requests; it forwards the bytes it has left when it is removed.
    ///   - others: The other handlers that only serve HTTP, in the order of their removal.
    init(decoder: any RemovableChannelHandler, others: [any RemovableChannelHandler]) {
        self.decoder = decoder
        self.others = others
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRaw else {
            context.fireChannelRead(data)
            return
        }
        switch unwrapInboundIn(data) {
        case .head(let head):
            isUpgradeWanted = head.wantsUpgrade
        case .end where isUpgradeWanted:
            return
        case .body, .end:
            break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isRaw else {
            context.write(data, promise: promise)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status == .switchingProtocols && isUpgradeWanted:
            context.writeAndFlush(data, promise: promise)
            let isWebSocket = head.headerFields[.secWebSocketProtocol] == WebSocketHandshake.protocolName
            becomeRaw(context, isWebSocket ? WebSocketHandler.pipeline() : [RawConnectionHandler()])
        case .head(var head) where head.status.kind != .informational:
            closesAfterResponse = isUpgradeWanted || head.headerFields.hasToken("close", in: .connection)
            if closesAfterResponse { head.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where closesAfterResponse:
            context.closeAfterWriting(data, promise: promise)
        case .head, .body, .end:
            context.write(data, promise: promise)
        }
    }

    private func becomeRaw(_ context: ChannelHandlerContext, _ handlers: [any ChannelHandler]) {
        isRaw = true
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandlers(handlers, position: .before(self))
        } catch {
            context.fireErrorCaught(error)
            context.close(promise: nil)
            return
        }
        for handler in others { pipeline.removeHandler(handler, promise: nil) }
        let isRemoved = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        isRemoved.futureResult.whenSuccess {
            // The decoder forwards its left-over bytes without saying that the read is complete. Said from here, for
            // TLS would keep it to itself.
            bound.value.fireChannelReadComplete()
        }
        pipeline.removeHandler(decoder, promise: isRemoved)
    }
}
