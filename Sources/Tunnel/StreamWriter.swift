//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHPACK
import NIOHTTP2

/// Our direction of a stream.
///
/// Does not hold the peer's direction, so that its reader's going is noticed while we still write.
struct StreamWriter: Sendable {
    let channel: any Channel
    let state: StreamState
    let core: ConnectionCore

    /// Hands a head over to be sent, without waiting.
    func queueHead(_ headers: HPACKHeaders) {
        channel.writeAndFlush(HTTP2Frame.FramePayload.headers(.init(headers: headers)), promise: nil)
    }

    /// Sends a head, and with it the body if there is one already; waits until the head is on its way.
    func writeHead(_ headers: HPACKHeaders, body: ByteBuffer? = nil, ends: Bool) async throws {
        let bytes = body.flatMap { $0.readableBytes > 0 ? $0 : nil }
        try await write { promise in
            let head = HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: ends && bytes == nil))
            guard let bytes else {
                channel.writeAndFlush(head, promise: promise)
                return
            }
            channel.write(head, promise: promise)
            channel.writeAndFlush(Self.data(bytes, ends: ends), promise: nil)
        }
    }

    /// Sends bytes; waits until they are on their way, which the peer's reader decides.
    func write(_ bytes: ByteBuffer) async throws {
        guard bytes.readableBytes > 0 else { return }
        try await write { channel.writeAndFlush(Self.data(bytes, ends: false), promise: $0) }
    }

    /// Ends our direction, with some last bytes; waits until they are on their way.
    func end(_ bytes: ByteBuffer = ByteBuffer()) async throws {
        try await write { channel.writeAndFlush(Self.data(bytes, ends: true), promise: $0) }
        state.end()
    }

    /// Ends both directions at once; what is still under way is lost.
    func reset() {
        channel.close(promise: nil)
    }

    private static func data(_ bytes: ByteBuffer, ends: Bool) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(bytes), endStream: ends))
    }

    private func write(_ enqueue: (EventLoopPromise<Void>) -> Void) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        enqueue(promise)
        do {
            try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                reset()
            }
        } catch {
            throw Task.isCancelled ? CancellationError() : state.failure ?? core.error(for: error)
        }
    }
}
