//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import NIOCore

/// What a request carries.
package enum TunnelRequestBody: Sendable {
    case none
    case bytes(ByteBuffer)
    /// Sent as the sequence yields, at the pace the peer reads; what it throws resets the stream.
    case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable)
}

/// One request to the other end of a tunnel.
///
/// Headers that belong to a single connection (`Connection`, `Transfer-Encoding`, `Upgrade`, …) are left out.
package struct TunnelRequest: Sendable {
    package var method: String
    /// The path, with the query.
    package var path: String
    package var headers: [(String, String)]
    package var body: TunnelRequestBody

    package init(
        method: String,
        path: String,
        headers: [(String, String)] = [],
        body: TunnelRequestBody = .none
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// The answer to a request.
///
/// The stream stays open until the body has been read to its end; dropping the body, or cancelling its reader, resets
/// the stream.
package struct TunnelResponse: Sendable {
    package var status: Int
    /// Names are in lower case.
    package var headers: [(String, String)]
    package var body: TunnelBody

    /// The first header of that name; the name is compared without case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.0 == name }?.1
    }

    /// Reads the whole body.
    ///
    /// - Throws: `TunnelError.invalid` when there are more bytes than the limit; what reading throws.
    package func collect(upTo limit: Int) async throws -> ByteBuffer {
        try await body.collect(upTo: limit)
    }
}
