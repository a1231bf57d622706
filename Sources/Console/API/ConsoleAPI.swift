//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
import FoundationEssentials
import HTTPText
package import HTTPTypes

/// A call of the management API.
package struct ConsoleCall: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// With its query.
    package var path: String
    /// JSON.
    package var body: [UInt8]?
    /// The session's token; nil for calls that anyone may make.
    package var token: String?
}

/// What the management API answers.
package struct ConsoleAnswer: Sendable, Hashable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// The management API, which all that pages show and do goes through: the same calls, the same checks and the same audit
/// log as for any other client.
package protocol ConsoleAPI: Sendable {
    /// Makes a call.
    func answer(_ call: ConsoleCall) async throws -> ConsoleAnswer

    /// Makes a call whose answer is a stream, and hands on each part as it comes.
    ///
    /// - Throws: `APIRefusal` when the call is refused before anything came.
    func stream(_ call: ConsoleCall, _ part: @escaping @Sendable ([UInt8]) async throws -> Void) async throws
}

/// A refusal of the API, with its status.
package struct APIRefusal: Error, Sendable, Hashable {
    package var status: Int
    package var body: APIErrorBody

    /// What, why, and what to do.
    package var message: String { body.message }

    package init(_ answer: ConsoleAnswer) {
        status = answer.status
        let text = String(decoding: answer.body.prefix(500), as: UTF8.self)
        if let body = try? JSONDecoder().decode(APIErrorBody.self, from: Data(answer.body)) {
            self.body = body
        } else {
            let docker = try? JSONDecoder().decode(DockerMessage.self, from: Data(answer.body))
            let message = docker?.message ?? "the server answered \(answer.status): \(text)"
            body = APIErrorBody(code: "failed", message: message, requestID: "")
        }
    }

    /// A refusal of a Docker engine.
    private struct DockerMessage: Decodable { var message: String }
}

/// The API as the user of a session.
struct Session: Sendable {
    let api: any ConsoleAPI
    /// Nil before the login.
    let token: String?

    /// The bytes that a call is answered with.
    ///
    /// - Parameters:
    ///   - method: Such as `.get`.
    ///   - path: Made with `Path`, so that names are encoded.
    ///   - json: The body.
    /// - Returns: The body of the answer.
    /// - Throws: `APIRefusal`.
    @discardableResult
    func call(
        _ method: HTTPRequest.Method,
        _ path: Path,
        json: (any Encodable & Sendable)? = nil
    ) async throws -> [UInt8] {
        var call = ConsoleCall(method: method, path: path.text, token: token)
        if let json { call.body = Array(try JSONEncoder().encode(json)) }
        let answer = try await api.answer(call)
        // Docker's calls answer 304 when what they would do is done already.
        guard (200..<300).contains(answer.status) || answer.status == 304 else { throw APIRefusal(answer) }
        return answer.body
    }

    /// What a call is answered with.
    ///
    /// - Throws: `APIRefusal`.
    func get<Value: Decodable & Sendable>(_ path: Path, as type: Value.Type = Value.self) async throws -> Value {
        try JSONDecoder().decode(type, from: Data(try await call(.get, path)))
    }

    /// What a call that changes something is answered with.
    ///
    /// - Throws: `APIRefusal`.
    func post<Value: Decodable & Sendable>(
        _ path: Path,
        json: (any Encodable & Sendable)? = nil,
        as type: Value.Type = Value.self
    ) async throws -> Value {
        try JSONDecoder().decode(type, from: Data(try await call(.post, path, json: json)))
    }

    /// Makes something, or does something with it.
    ///
    /// - Throws: `APIRefusal`.
    func post(_ path: Path, json: (any Encodable & Sendable)? = nil) async throws {
        try await call(.post, path, json: json)
    }

    /// Changes something.
    ///
    /// - Throws: `APIRefusal`.
    func put(_ path: Path, json: any Encodable & Sendable) async throws {
        try await call(.put, path, json: json)
    }

    /// Removes something.
    ///
    /// - Throws: `APIRefusal`.
    func delete(_ path: Path) async throws { try await call(.delete, path) }

    /// Each line of a stream of JSON lines, as it comes.
    func lines<Value: Decodable & Sendable>(
        of type: Value.Type,
        _ path: Path,
        _ body: @escaping @Sendable (Value) async throws -> Void
    ) async throws {
        try await lines(of: type, path) { value, _ in try await body(value) }
    }

    /// Each line of a stream of JSON lines, as it comes, with its text.
    func lines<Value: Decodable & Sendable>(
        of type: Value.Type,
        _ path: Path,
        _ body: @escaping @Sendable (Value, _ json: [UInt8]) async throws -> Void
    ) async throws {
        let lines = LineSplitter()
        try await api.stream(ConsoleCall(method: .get, path: path.text, token: token)) { part in
            for line in lines.take(part) {
                try await body(try JSONDecoder().decode(type, from: Data(line)), line)
            }
        }
    }
}
