//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore

/// Cuts a stream of bytes into lines, without their line feeds.
package struct LineSplitter: Sendable {
    /// A line longer than the limit.
    package struct TooLong: Error {}

    private let maximumLength: Int
    private var pending = ByteBuffer()

    /// - Parameter maximumLength: The longest line that is taken, in bytes.
    package init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    package mutating func append(_ buffer: ByteBuffer) {
        var buffer = buffer
        if pending.readableBytes == 0 {
            pending = buffer
        } else {
            pending.writeBuffer(&buffer)
        }
    }

    /// The next complete line that isn't empty; nil when more bytes are needed.
    ///
    /// - Throws: `TooLong` when the line exceeds the limit, complete or not.
    package mutating func next() throws -> ByteBuffer? {
        while let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let length = end - pending.readerIndex
            guard length <= maximumLength else { throw TooLong() }
            let line = pending.readSlice(length: length)
            pending.moveReaderIndex(forwardBy: 1)
            pending.discardReadBytes()
            if let line, length > 0 { return line }
        }
        guard pending.readableBytes <= maximumLength else { throw TooLong() }
        return nil
    }
}
