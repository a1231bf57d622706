//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore
import Synchronization

/// The bytes that a peer sends on one stream, in chunks; it has one reader.
///
/// The peer is slowed down to the reader's pace. Reading throws `TunnelError` when the stream or the connection ends
/// early.
package struct TunnelBody: AsyncSequence, Sendable {
    typealias Producer = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, TunnelBodyDelegate
    >

    private let producer: Producer
    private let reading: Reading
    private var beforeFirst: (@Sendable () -> Void)?

    init(producer: Producer) {
        self.producer = producer
        reading = Reading()
    }

    /// The same body, which calls a function when it is first read.
    func callingFirst(_ beforeFirst: @escaping @Sendable () -> Void) -> TunnelBody {
        var body = self
        body.beforeFirst = beforeFirst
        return body
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        /// Nil for a second reader.
        fileprivate let base: Producer.AsyncIterator?
        fileprivate var beforeFirst: (@Sendable () -> Void)?

        package mutating func next() async throws -> ByteBuffer? {
            if let beforeFirst {
                self.beforeFirst = nil
                beforeFirst()
            }
            guard let base else {
                throw TunnelError(.invalid, "tunnel: the body was read before; read it once and keep it")
            }
            return try await base.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        let isFirst = reading.hasBegun.exchange(true, ordering: .relaxed) == false
        return AsyncIterator(base: isFirst ? producer.makeAsyncIterator() : nil, beforeFirst: beforeFirst)
    }

    /// Reads everything.
    ///
    /// - Throws: `TunnelError.invalid` when there are more bytes than the limit; what reading throws.
    package func collect(upTo limit: Int) async throws -> ByteBuffer {
        var collected = ByteBuffer()
        for try await var chunk in self {
            guard collected.readableBytes + chunk.readableBytes <= limit else {
                throw TunnelError(.invalid, "tunnel: the body has more than \(limit) bytes; ask for less or stream it")
            }
            collected.writeBuffer(&chunk)
        }
        return collected
    }
}

/// Whether somebody reads a body; the library ends the process when it is asked for a second reader.
private final class Reading: Sendable {
    let hasBegun = Atomic(false)
}

/// Tells a stream's handler what its body's reader does.
struct TunnelBodyDelegate: NIOAsyncSequenceProducerDelegate {
    enum Event {
        case wantsMore
        case dropped
    }

    let channel: any Channel

    func produceMore() {
        channel.pipeline.fireUserInboundEventTriggered(Event.wantsMore)
    }

    func didTerminate() {
        channel.pipeline.fireUserInboundEventTriggered(Event.dropped)
    }
}
