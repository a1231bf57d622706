//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore

/// Cuts what arrives on the addon socket into lines.
///
/// A table of a large cluster is a line of megabytes in many parts: each byte is looked at once.
package struct MessageLines: Sendable {
    /// A line longer than the limit.
    package struct TooLong: Error, CustomStringConvertible {
        package let description: String
    }

    private let maximumLength: Int
    private var pending = ByteBuffer()
    /// How many of the pending bytes are known to have no line feed.
    private var searched = 0

    package init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    package mutating func append(_ part: ByteBuffer) {
        pending.writeImmutableBuffer(part)
    }

    /// The next complete line, without its line feed; nil when more bytes are needed.
    ///
    /// - Throws: `TooLong` when a line is longer than the limit, complete or not.
    package mutating func next() throws(TooLong) -> ByteBuffer? {
        let end = pending.readableBytesView.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n"))
        let length = end.map { $0 - pending.readerIndex } ?? pending.readableBytes
        guard length <= maximumLength else {
            throw TooLong(description: "addon socket: a message is longer than \(maximumLength) bytes")
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
