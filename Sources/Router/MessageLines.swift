//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore

/// Cuts what arrives from the agent into lines.
///
/// A table of a large cluster is a line of megabytes in many parts: each byte is looked at once.
struct MessageLines {
    private let maximumLength: Int
    private var pending = ByteBuffer()
    /// How many of the pending bytes are known to have no line feed.
    private var searched = 0

    init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    mutating func append(_ part: ByteBuffer) {
        pending.writeImmutableBuffer(part)
    }

    /// The next complete line, without its line feed; nil when more bytes are needed.
    ///
    /// - Throws: `RouterError` when a line is longer than the limit, complete or not.
    mutating func next() throws(RouterError) -> ByteBuffer? {
        let end = pending.readableBytesView.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n"))
        let length = end.map { $0 - pending.readerIndex } ?? pending.readableBytes
        guard length <= maximumLength else {
            throw RouterError("agent: a message is longer than \(maximumLength) bytes")
        }
        guard end != nil, let line = pending.readSlice(length: length) else {
            searched = length
            return nil
        }
        pending.moveReaderIndex(forwardBy: 1)
        pending.discardReadBytes()
        searched = 0
        return line
    }
}
