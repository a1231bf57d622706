//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import NIOCore

/// Reads the head of an HTTP/1.1 answer to a call that asks for the raw connection.
struct UpgradeAnswer {
    private static let headLimit = 64 << 10
    private static let bodyLimit = 1 << 20

    private(set) var isComplete = false
    private(set) var status = 0
    /// What followed the head.
    private(set) var body = ByteBuffer()
    private var head: [UInt8] = []

    /// - Throws: `APIClientError` when it is no HTTP answer, or a much too long one.
    mutating func take(_ part: ByteBuffer) throws {
        guard !isComplete else {
            body.writeImmutableBuffer(part)
            guard body.readableBytes <= Self.bodyLimit else { throw APIClientError("the answer is too long") }
            return
        }
        var bytes = part.readableBytesView[...]
        while let byte = bytes.popFirst() {
            head.append(byte)
            guard head.count <= Self.headLimit else { throw APIClientError("the answer's head is too long") }
            guard byte == 10, head.suffix(4) == [13, 10, 13, 10] else { continue }
            isComplete = true
            body.writeBytes(bytes)
            break
        }
        guard isComplete else { return }
        let line = head.prefix { $0 != 13 }.split(separator: 32)
        guard line.count >= 2, let code = Int(String(decoding: line[1], as: UTF8.self)) else {
            throw APIClientError("the answer is not HTTP; is this a Gantry server?")
        }
        status = code
    }

    /// What a refusal says.
    var failure: any Error {
        let bytes = Array(body.readableBytesView)
        // The body may be chunked; the object in it is what counts.
        if let start = bytes.firstIndex(of: 123), let end = bytes.lastIndex(of: 125), start < end,
            let decoded = try? JSONDecoder().decode(APIErrorBody.self, from: Data(bytes[start...end]))
        {
            return decoded
        }
        return APIClientError("the server answered \(status): \(String(decoding: bytes.prefix(500), as: UTF8.self))")
    }
}
