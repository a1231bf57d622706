//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHPACK
import NIOHTTP2

/// Turns the frames of one stream into a head and a body, at the pace of the body's reader.
final class StreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    /// What the stream is for, seen from this end.
    enum Role {
        /// We asked: the stream is over when the answer is over, or when nobody reads the answer.
        case request
        /// Bytes both ways: each direction ends by itself.
        case pipe
        /// We answer: the stream is over when we have answered.
        case server
    }

    private let role: Role
    private let state: StreamState
    private let core: ConnectionCore
    private var head: EventLoopPromise<HPACKHeaders>?
    private var source: TunnelBody.Producer.Source?
    private var wantsMore = true
    private var hasInboundEnded = false
    private var hasOutboundEnded = false

    init(
        role: Role,
        state: StreamState,
        core: ConnectionCore,
        head: EventLoopPromise<HPACKHeaders>,
        source: TunnelBody.Producer.Source
    ) {
        self.role = role
        self.state = state
        self.core = core
        self.head = head
        self.source = source
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let frame):
            // An informational answer precedes the real one; headers after the head are trailers, which nobody needs.
            if let head, frame.headers.first(name: ":status")?.hasPrefix("1") != true {
                self.head = nil
                head.succeed(frame.headers)
            }
            if frame.endStream {
                endInbound(context: context)
            }
        case .data(let frame):
            if case .byteBuffer(let bytes) = frame.data, bytes.readableBytes > 0, let source {
                wantsMore = source.yield(bytes) == .produceMore
            }
            if frame.endStream {
                endInbound(context: context)
            }
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if wantsMore, !hasInboundEnded {
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? TunnelBodyDelegate.Event {
        case .wantsMore:
            wantsMore = true
            context.read()
        case .dropped:
            wantsMore = false
            source = nil
            if role == .request, !hasInboundEnded {
                context.close(promise: nil)
            }
        case nil:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .headers(let frame): hasOutboundEnded = hasOutboundEnded || frame.endStream
        case .data(let frame): hasOutboundEnded = hasOutboundEnded || frame.endStream
        default: break
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(nil)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(nil)
    }

    private func endInbound(context: ChannelHandlerContext) {
        hasInboundEnded = true
        source?.finish()
        source = nil
        if role == .request, !hasOutboundEnded {
            context.close(promise: nil)
        }
    }

    private func fail(_ error: (any Error)?) {
        guard head != nil || source != nil else { return }
        let failure = state.failure ?? core.error(for: error)
        head?.fail(failure)
        head = nil
        source?.finish(failure)
        source = nil
    }
}
