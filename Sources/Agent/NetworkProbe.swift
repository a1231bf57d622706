//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix

/// Makes TCP connections and HTTP requests to containers from inside their network namespaces.
struct NetworkProbe: Sendable {
    let group: any EventLoopGroup

    /// Why a probe failed: the text is for the container's health.
    struct Failure: Error {
        var message: String
    }

    /// Connects to a port of the container.
    ///
    /// - Parameters:
    ///   - target: The container.
    ///   - port: Its port.
    ///   - limit: How long the connection may take.
    /// - Throws: `Failure` when nothing accepts it; `AgentError` when the probe could not be made.
    func connect(to target: ProbeTarget, port: Int, within limit: Duration) async throws {
        try await probe(target, port: port, within: limit) { _, done in
            done.succeed()
        }
    }

    /// Makes a GET request and looks at its answer's status.
    ///
    /// - Parameters:
    ///   - path: The path with its query.
    ///   - target: The container.
    ///   - port: Its port.
    ///   - limit: How long everything may take together.
    /// - Throws: `Failure` unless the status is 2xx or 3xx; `AgentError` when the probe could not be made.
    func get(_ path: String, of target: ProbeTarget, port: Int, within limit: Duration) async throws {
        try await probe(target, port: port, within: limit) { channel, done in
            let request =
                "GET \(path) HTTP/1.1\r\nHost: container\r\nUser-Agent: gantry-probe\r\nAccept: */*\r\n"
                + "Connection: close\r\n\r\n"
            try channel.pipeline.syncOperations.addHandler(StatusLineHandler(request: request, done: done))
        }
    }

    private func probe(
        _ target: ProbeTarget,
        port: Int,
        within limit: Duration,
        whenConnecting prepare: @escaping @Sendable (any Channel, EventLoopPromise<Void>) throws -> Void
    ) async throws {
        let address = try SocketAddress(ipAddress: target.address, port: port)
        let loop = group.next()
        let limitAmount = TimeAmount(limit)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(limitAmount)
        let connecting = try NetworkNamespace.enter(of: target.processID) {
            // The bootstrap makes the socket here, before it returns; the rest happens on the event loop.
            bootstrap.connect(to: address)
        }
        let done = loop.makePromise(of: Void.self)
        let timer = loop.scheduleTask(in: limitAmount) {
            done.fail(Failure(message: "timed out after \(limit.components.seconds) s"))
        }
        connecting.whenComplete { result in
            do {
                try prepare(result.get(), done)
            } catch {
                done.fail(error)
            }
        }
        done.futureResult.whenComplete { _ in
            timer.cancel()
            connecting.whenSuccess { $0.close(promise: nil) }
        }
        do {
            try await done.futureResult.get()
        } catch let error as IOError {
            throw Failure(message: SystemCalls.text(ofError: error.errnoCode))
        } catch ChannelError.connectTimeout {
            throw Failure(message: "timed out after \(limit.components.seconds) s")
        }
    }
}

/// Sends a request and reads the first line of its answer.
private final class StatusLineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let maximumLength = 1 << 10

    private let request: String
    private let done: EventLoopPromise<Void>
    private var received = ByteBuffer()

    init(request: String, done: EventLoopPromise<Void>) {
        self.request = request
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        received.writeBuffer(&part)
        let view = received.readableBytesView
        if let end = view.firstIndex(of: UInt8(ascii: "\n")) {
            judge(String(decoding: view[..<end], as: UTF8.self))
        } else if view.count > Self.maximumLength {
            done.fail(NetworkProbe.Failure(message: "the answer isn't HTTP"))
        }
    }

    private func judge(_ line: String) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1].prefix(3)) else {
            done.fail(NetworkProbe.Failure(message: "the answer isn't HTTP"))
            return
        }
        guard (200..<400).contains(status) else {
            done.fail(NetworkProbe.Failure(message: "status \(status)"))
            return
        }
        done.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(NetworkProbe.Failure(message: "connection closed without an answer"))
    }
}
