//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHPACK
import NIOHTTP2
import Synchronization

/// What a stream's users and its handler both know.
final class StreamState: Sendable {
    private let values = Mutex((hasEnded: false, failure: TunnelError?.none))

    /// Whether our last byte has been written.
    var hasEnded: Bool { values.withLock(\.hasEnded) }

    /// Why our side gave the stream up, if it did.
    var failure: TunnelError? { values.withLock(\.failure) }

    func end() {
        values.withLock { $0.hasEnded = true }
    }

    func fail(_ error: TunnelError) {
        values.withLock { $0.failure = $0.failure ?? error }
    }
}

/// One HTTP/2 stream, whichever end opened it.
struct TunnelStream: Sendable {
    let writer: StreamWriter
    let head: EventLoopFuture<HPACKHeaders>
    let body: TunnelBody

    /// Prepares a new stream's channel; must be called in its initializer.
    init(channel: any Channel, role: StreamHandler.Role, core: ConnectionCore) throws {
        let state = StreamState()
        writer = StreamWriter(channel: channel, state: state, core: core)
        // The handler reads when its reader wants more.
        try channel.syncOptions?.setOption(.autoRead, value: false)
        let promise = channel.eventLoop.makePromise(of: HPACKHeaders.self)
        head = promise.futureResult
        let new = TunnelBody.Producer.makeSequence(
            backPressureStrategy: .init(lowWatermark: 4, highWatermark: 16),
            finishOnDeinit: true,
            delegate: TunnelBodyDelegate(channel: channel)
        )
        body = TunnelBody(producer: new.sequence)
        let handler = StreamHandler(role: role, state: state, core: core, head: promise, source: new.source)
        do {
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            promise.fail(error)
            throw error
        }
    }

    /// The peer's head; a cancellation resets the stream.
    func readHead() async throws -> HPACKHeaders {
        do {
            return try await withTaskCancellationHandler {
                try await head.get()
            } onCancel: {
                writer.reset()
            }
        } catch {
            throw Task.isCancelled ? CancellationError() : error
        }
    }
}
