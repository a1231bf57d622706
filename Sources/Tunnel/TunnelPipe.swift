//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore
import NIOHPACK
import Synchronization

/// Raw bytes both ways on one stream; each direction ends by itself.
///
/// A pipe that nobody holds any longer is reset.
package final class TunnelPipe: Sendable {
    /// What the peer sends, to the end of its direction.
    package let inbound: TunnelBody

    private let writer: StreamWriter
    private let acceptance: PipeAcceptance?

    /// A pipe that we opened and the peer accepted.
    init(opened stream: TunnelStream) {
        writer = stream.writer
        acceptance = nil
        inbound = stream.body
    }

    /// A pipe that the peer opened.
    init(offered stream: TunnelStream, acceptance: PipeAcceptance) {
        writer = stream.writer
        self.acceptance = acceptance
        inbound = stream.body.callingFirst { acceptance.accept() }
    }

    deinit {
        writer.reset()
    }

    /// Tells the peer that the pipe is open; the first read or write does so as well.
    ///
    /// Until then, an error thrown by the handler reaches the peer as text.
    package func accept() {
        acceptance?.accept()
    }

    /// Sends bytes; waits until they are on their way, which the peer's reader decides.
    ///
    /// - Throws: `TunnelError` when the stream or connection has ended.
    package func write(_ bytes: ByteBuffer) async throws {
        accept()
        try await writer.write(bytes)
    }

    /// Ends our direction; the peer's stays open.
    ///
    /// - Throws: `TunnelError` when the stream or connection has ended.
    package func finish() async throws {
        accept()
        try await writer.end()
    }

    /// Ends both directions at once; what is still under way is lost.
    package func close() {
        writer.reset()
    }
}

/// Sends the head that opens a pipe, once.
final class PipeAcceptance: Sendable {
    private let writer: StreamWriter
    private let state = Mutex(false)

    init(writer: StreamWriter) {
        self.writer = writer
    }

    var isAccepted: Bool { state.withLock { $0 } }

    func accept() {
        // Inside the lock, so that nobody's bytes get in before the head.
        state.withLock { isAccepted in
            if !isAccepted {
                isAccepted = true
                writer.queueHead([":status": "200"])
            }
        }
    }
}
