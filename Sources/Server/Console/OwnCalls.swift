//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Console
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// The management API as the console calls it: every call is checked and noted as one that came in from outside.
struct OwnCalls: ConsoleAPI {
    let api: APIResponder
    /// Whose address the audit log is told.
    let remote: String

    func answer(_ call: ConsoleCall) async throws -> ConsoleAnswer {
        let response = try await respond(to: call)
        return try await Self.collect(response)
    }

    func stream(_ call: ConsoleCall, _ part: @escaping @Sendable ([UInt8]) async throws -> Void) async throws {
        let response = try await respond(to: call)
        guard response.status.kind == .successful else {
            let answer = try await Self.collect(response)
            throw APIRefusal(answer)
        }
        try await response.body.write(PartWriter(part: part))
    }

    private func respond(to call: ConsoleCall) async throws -> Response {
        var head = HTTPRequest(method: call.method, scheme: "https", authority: nil, path: call.path)
        if let token = call.token { head.headerFields[.authorization] = "Bearer " + token }
        let body = RequestBody(buffer: ByteBuffer(bytes: call.body ?? []))
        return try await api.respond(to: Request(head: head, body: body), remote: remote, isOwn: true)
    }

    /// The whole of an answer.
    static func collect(_ response: Response) async throws -> ConsoleAnswer {
        let collected = Collected()
        try await response.body.write(PartWriter { collected.append($0) })
        return ConsoleAnswer(status: Int(response.status.code), body: collected.bytes)
    }
}

/// Hands on each part of an answer.
private struct PartWriter: ResponseBodyWriter {
    let part: @Sendable ([UInt8]) async throws -> Void

    mutating func write(_ buffer: ByteBuffer) async throws { try await part(Array(buffer.readableBytesView)) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// An answer as far as it has come.
private final class Collected: Sendable {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func append(_ part: [UInt8]) { collected.withLock { $0 += part } }
}
