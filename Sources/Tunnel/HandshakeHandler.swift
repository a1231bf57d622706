//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOTLS

/// Waits for the end of the TLS handshake, within a time limit, and then makes the rest of the pipeline.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let timeout: TimeAmount
    /// Called on the event loop once the protocol is agreed, before the peer's first byte can be read.
    private let configure: (any Channel) throws -> Void
    private var completion: ((Result<Void, any Error>) -> Void)?
    private var deadline: Scheduled<Void>?

    init(
        timeout: Duration,
        configure: @escaping (any Channel) throws -> Void,
        completion: @escaping (Result<Void, any Error>) -> Void
    ) {
        self.timeout = TimeAmount(timeout)
        self.configure = configure
        self.completion = completion
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let this = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = this.value
            handler.fail(TunnelError(.notConnected, "it did not finish in time"), context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        complete(.failure(ChannelError.ioOnClosedChannel))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        guard negotiated == TunnelSettings.protocolName else {
            fail(
                TunnelError(.notConnected, "the other end does not speak \(TunnelSettings.protocolName)"),
                context: context
            )
            return
        }
        do {
            try configure(context.channel)
        } catch {
            fail(error, context: context)
            return
        }
        complete(.success(()))
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        complete(.failure(TunnelError(.notConnected, "the other end closed the connection")))
        context.fireChannelInactive()
    }

    private func fail(_ error: any Error, context: ChannelHandlerContext) {
        complete(.failure(error))
        context.close(promise: nil)
    }

    private func complete(_ result: Result<Void, any Error>) {
        deadline?.cancel()
        deadline = nil
        let completion = completion
        self.completion = nil
        completion?(result)
    }
}
