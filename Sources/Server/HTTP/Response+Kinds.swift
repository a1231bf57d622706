//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The answers that routes give.
extension Response {
    /// No body.
    static func empty(_ status: HTTPResponse.Status = .ok) -> Response { Response(status: status) }

    /// A value as JSON.
    static func json(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let bytes = ByteBuffer(bytes: try JSONEncoder.api.encode(value))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    /// A text of some type.
    static func text(_ text: String, type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// A refusal.
    static func failure(_ failure: APIFailure, requestID: String) -> Response {
        let body = APIErrorBody(
            code: failure.code,
            message: failure.message,
            requestID: requestID,
            problems: failure.problems.isEmpty ? nil : failure.problems
        )
        guard let response = try? json(body, status: failure.status, headers: failure.headers) else {
            return Response(status: .internalServerError)
        }
        return response
    }

    /// A refusal of a call that came with a signature, in the form that such clients know.
    ///
    /// A message that begins with a word such as `ErrorClusterNotFound:` has that as its code.
    static func signedFailure(_ failure: APIFailure, requestID: String, host: String) -> Response {
        let word = failure.message.prefix { $0 != ":" }
        let isCode = word.hasPrefix("Error") && word.allSatisfy { $0.isLetter && $0.isASCII }
        let body = [
            "RequestId": requestID, "HostId": host, "Code": isCode ? String(word) : failure.code,
            "Message": failure.message,
        ]
        guard let response = try? json(body, status: failure.status, headers: failure.headers) else {
            return Response(status: .internalServerError)
        }
        return response
    }

    /// A line of JSON for each element, sent as it comes.
    ///
    /// What fails after the answer has begun is told in a last line, an `APIErrorBody`; then the connection breaks.
    /// A stream that follows ends when the client goes away or the server shuts down.
    static func lines<Element: Encodable & Sendable>(
        of elements: AsyncThrowingStream<Element, any Error>,
        follow: Bool,
        for request: APIRequest
    ) -> Response {
        var headers: HTTPFields = [.contentType: "application/x-ndjson"]
        // Watching for the client's end uses the connection up.
        if follow { headers[.connection] = "close" }
        let body = ResponseBody { writer in
            do {
                if follow {
                    try await request.whileWanted {
                        for try await element in elements { try await writer.write(line: element) }
                    }
                } else {
                    for try await element in elements { try await writer.write(line: element) }
                }
            } catch  where !(error is CancellationError) {
                let failure = APIFailure(error) ?? .unavailable("server: it failed; look for the request in its log")
                request.logger.debug("stream failed", metadata: ["error": "\(error)"])
                let body = APIErrorBody(code: failure.code, message: failure.message, requestID: request.id)
                try await writer.write(line: body)
                throw error
            } catch {
                // Cancelled: the client went away, or the server stops.
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

extension APIRequest {
    /// Does something that is cancelled when the client goes away or the server begins to shut down.
    ///
    /// The connection can't be used for another request afterwards.
    func whileWanted(_ operation: () async throws -> Void) async throws {
        if isOwn { return try await operation() }
        try await withoutActuallyEscaping(operation) { operation in
            let box = UncheckedOperation(operation: operation)
            try await cancelWhenGracefulShutdown {
                try await (inbound ?? body).consumeWithCancellationOnInboundClose { _ in try await box.operation() }
            }
        }
    }
}

/// Carries a function into the one task that runs it.
///
/// It is unchecked because the function isn't sendable; its caller waits while the one task runs it.
private struct UncheckedOperation: @unchecked Sendable {
    let operation: () async throws -> Void
}

extension ResponseBodyWriter {
    /// Writes a value as a line of JSON.
    fileprivate mutating func write(line value: some Encodable) async throws {
        var bytes = ByteBuffer(bytes: try JSONEncoder.api.encode(value))
        bytes.writeInteger(UInt8(ascii: "\n"))
        try await write(bytes)
    }
}

extension JSONEncoder {
    /// The encoder of all answers.
    static var api: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
