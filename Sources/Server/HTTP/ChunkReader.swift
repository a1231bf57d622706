//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore

/// Reads a sequence of bytes in steps that lie in different functions: first a counted part, then the rest.
///
/// It is unchecked because the iterator isn't sendable; one task at a time uses it: the route first, then, after the
/// route has returned, whoever writes the answer's body.
final class ChunkReader<Base: AsyncSequence>: @unchecked Sendable where Base.Element == ByteBuffer {
    private var iterator: Base.AsyncIterator
    private var buffered = ByteBuffer()

    init(_ base: Base) { iterator = base.makeAsyncIterator() }

    /// The next bytes; nil at the end.
    func next() async throws -> ByteBuffer? {
        if let part = buffered.readSlice(length: buffered.readableBytes), part.readableBytes > 0 { return part }
        return try await iterator.next()
    }

    /// So many bytes, or fewer at the end.
    func read(_ count: Int) async throws -> [UInt8] {
        while buffered.readableBytes < count, var part = try await iterator.next() { buffered.writeBuffer(&part) }
        return buffered.readBytes(length: min(count, buffered.readableBytes)) ?? []
    }

    /// The bytes up to the end of an HTTP head, which is an empty line; nil when none comes within the limit.
    func readHead(limit: Int) async throws -> [UInt8]? {
        let end = [UInt8]("\r\n\r\n".utf8)
        while true {
            let bytes = buffered.readableBytesView
            if let place = bytes.firstRange(of: end) {
                return buffered.readBytes(length: place.upperBound - bytes.startIndex)
            }
            guard bytes.count < limit, var part = try await iterator.next() else { return nil }
            buffered.writeBuffer(&part)
        }
    }
}
