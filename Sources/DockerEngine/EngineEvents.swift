//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

extension EngineClient {
    /// Subscribes to the engine's events; returns once the engine has accepted.
    ///
    /// - Parameters:
    ///   - since: A time before now, in the engine's notation of `seconds.nanoseconds`: events from then on come, too.
    ///   - filters: What to send, as `{"type": ["container"]}`.
    /// - Returns: The events, from now on and for as long as the engine lives.
    /// - Throws: `EngineError` when the engine doesn't answer or refuses.
    package func events(since: String, filters: [String: [String]]) async throws -> EngineEvents {
        let json = String(decoding: try JSONEncoder().encode(filters), as: UTF8.self)
        let query = json.addingPercentEncoding(ofAllBut: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.")
        let request = try makeRequest(.GET, "/events?since=\(since)&filters=\(query)")
        let response = try await execute(request, with: streams)
        guard response.status.code < 400 else { throw await refusal(of: request, response) }
        return EngineEvents(body: response.body)
    }
}

/// The engine's events as they happen; it ends when the engine does.
package struct EngineEvents: AsyncSequence, Sendable {
    private let body: HTTPClientResponse.Body

    init(body: HTTPClientResponse.Body) {
        self.body = body
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var parts: HTTPClientResponse.Body.AsyncIterator
        /// Events name all labels of their container, which may be long.
        fileprivate var lines = LineSplitter(maximumLength: 4 << 20)

        /// The next event; what can't be read is passed over.
        package mutating func next() async throws -> EngineEvent? {
            while true {
                while let line = try lines.next() {
                    if let event = try? JSONDecoder().decode(EngineEvent.self, from: Data(line.readableBytesView)) {
                        return event
                    }
                }
                guard let part = try await parts.next() else { return nil }
                lines.append(part)
            }
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(parts: body.makeAsyncIterator())
    }
}

extension String {
    /// Percent-encodes every byte that isn't one of these characters.
    fileprivate func addingPercentEncoding(ofAllBut kept: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in utf8 {
            if kept.utf8.contains(byte) || (48...57).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
        return result
    }
}
