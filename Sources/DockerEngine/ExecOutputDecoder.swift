//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore

/// Takes the output of a command out of the engine's multiplexed stream, and keeps its beginning.
///
/// The stream is a row of frames: a byte that names the source, three zeros, the length in four bytes with the highest
/// first, and as many bytes of output. Format: Docker Engine API, ContainerAttach, "Stream format".
package struct ExecOutputDecoder: Sendable {
    private static let headerLength = 8

    private let limit: Int
    private var header = ByteBuffer()
    private var remainingInFrame = 0
    /// What both output streams said together, cut at the limit.
    package private(set) var output = ByteBuffer()

    /// - Parameter limit: How many bytes of output to keep.
    package init(limit: Int) {
        self.limit = limit
    }

    package mutating func append(_ buffer: ByteBuffer) {
        var buffer = buffer
        while buffer.readableBytes > 0 {
            if remainingInFrame == 0 {
                let wanted = Self.headerLength - header.readableBytes
                if var part = buffer.readSlice(length: min(wanted, buffer.readableBytes)) {
                    header.writeBuffer(&part)
                }
                if header.readableBytes == Self.headerLength {
                    remainingInFrame = Int(header.getInteger(at: header.readerIndex + 4, as: UInt32.self) ?? 0)
                    header.clear()
                }
            } else if var part = buffer.readSlice(length: min(remainingInFrame, buffer.readableBytes)) {
                remainingInFrame -= part.readableBytes
                if var kept = part.readSlice(length: min(part.readableBytes, limit - output.readableBytes)) {
                    output.writeBuffer(&kept)
                }
            }
        }
    }
}
