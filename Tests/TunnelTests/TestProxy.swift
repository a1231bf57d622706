//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy on loopback that can swallow all traffic, as a dead network does, or cut its connections.
final class TestProxy: Sendable {
    private let isSwallowing = Mutex(false)
    private let channels = Mutex<[any Channel]>([])

    /// Runs a test with a proxy in front of a port.
    func run<Value>(to target: Int, _ body: (_ port: Int) async throws -> Value) async throws -> Value {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [self] near in
                ClientBootstrap(group: near.eventLoop)
                    .channelInitializer { [self] far in
                        far.eventLoop.makeCompletedFuture {
                            try far.pipeline.syncOperations.addHandler(Forward(to: near, proxy: self))
                            try near.pipeline.syncOperations.addHandler(Forward(to: far, proxy: self))
                            channels.withLock { $0 += [near, far] }
                        }
                    }
                    .connect(host: "127.0.0.1", port: target)
                    .map { _ in }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server.localAddress?.port ?? 0))
        } catch {
            result = .failure(error)
        }
        cut()
        try await server.close()
        return try result.get()
    }

    /// From now on, nothing gets through.
    func swallow() {
        isSwallowing.withLock { $0 = true }
    }

    func cut() {
        for channel in channels.withLock({ $0 }) {
            channel.close(promise: nil)
        }
    }

    private final class Forward: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let destination: any Channel
        private let proxy: TestProxy

        init(to destination: any Channel, proxy: TestProxy) {
            self.destination = destination
            self.proxy = proxy
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if !proxy.isSwallowing.withLock({ $0 }) {
                destination.writeAndFlush(unwrapInboundIn(data), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            destination.close(promise: nil)
        }
    }
}
