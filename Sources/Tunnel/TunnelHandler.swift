//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore
import NIOHPACK
import Synchronization

/// What an agent does with the control plane's requests; each call runs in a task of its own.
///
/// The task is cancelled when the control plane gives the request up or the connection ends.
package protocol TunnelHandler: Sendable {
    /// Answers a request.
    ///
    /// Returning ends the answer. An error before the head is answered with status 500 and its text; after it, the
    /// stream is reset.
    func handle(_ request: TunnelServerRequest, _ responder: TunnelResponder) async throws

    /// Serves a pipe of raw bytes; returning closes it.
    ///
    /// An error before the pipe was accepted is answered with its text.
    func handlePipe(to target: String, _ pipe: TunnelPipe) async throws
}

/// One request from the control plane.
package struct TunnelServerRequest: Sendable {
    package var method: String
    /// The path, with the query.
    package var path: String
    /// Names are in lower case.
    package var headers: [(String, String)]
    package var body: TunnelBody

    /// The first header of that name; the name is compared without case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.0 == name }?.1
    }
}

/// Sends the answer to one request.
package final class TunnelResponder: Sendable {
    private enum State {
        case idle
        case responding
        case finished
    }

    private let writer: StreamWriter
    private let state = Mutex(State.idle)

    init(writer: StreamWriter) {
        self.writer = writer
    }

    /// Sends status and headers; once, before the body.
    ///
    /// - Throws: `TunnelError`.
    package func respondHead(status: Int, headers: [(String, String)] = []) async throws {
        let head = try StreamHeaders.response(status: status, headers)
        try advance(from: .idle, to: .responding)
        try await writer.writeHead(head, ends: false)
    }

    /// Sends bytes of the body; waits until they are on their way, which the peer's reader decides.
    ///
    /// - Throws: `TunnelError` when the peer has given the request up.
    package func write(_ bytes: ByteBuffer) async throws {
        try advance(from: .responding, to: .responding)
        try await writer.write(bytes)
    }

    /// Ends the body.
    ///
    /// - Throws: `TunnelError` when the peer has given the request up.
    package func finish() async throws {
        try advance(from: .responding, to: .finished)
        try await writer.end()
    }

    /// Sends a whole answer.
    ///
    /// - Throws: `TunnelError`.
    package func respond(status: Int, headers: [(String, String)] = [], _ bytes: ByteBuffer = ByteBuffer()) async throws
    {
        let head = try StreamHeaders.response(status: status, headers)
        try advance(from: .idle, to: .finished)
        try await writer.writeHead(head, ends: false)
        try await writer.end(bytes)
    }

    /// Ends the answer after the handler has returned.
    func complete() async throws {
        switch state.withLock({ $0 }) {
        case .idle: try await respond(status: 500, ByteBuffer(string: "agent: the request was not answered"))
        case .responding: try await finish()
        case .finished: break
        }
    }

    /// Answers with an error if nothing was answered yet, else resets the stream.
    func fail(_ error: any Error) async {
        do {
            try await respond(
                status: 500,
                headers: [("content-type", "text/plain; charset=utf-8")],
                ByteBuffer(string: "\(error)")
            )
        } catch {
            writer.reset()
        }
    }

    private func advance(from expected: State, to next: State) throws(TunnelError) {
        let isExpected = state.withLock { state in
            guard state == expected else { return false }
            state = next
            return true
        }
        guard isExpected else {
            throw TunnelError(
                .invalid,
                "tunnel: head, body and end of the answer came out of order; correct the handler"
            )
        }
    }
}
