//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// A request with what its route needs to answer it.
struct APIRequest: Sendable {
    /// Most bytes of a body that is read as a whole (4 MiB).
    static let bodyLimit = 4 << 20

    /// An upper-case UUID, which the answer and the log name.
    let id: String
    let head: HTTPRequest
    /// The query as it was sent.
    let rawQuery: String
    let parameters: [String: String]
    /// Who makes the call; nil for calls that everyone may make.
    let caller: Caller?
    /// The address it comes from.
    let remote: String
    /// The body as it comes in; it can be read once.
    let body: RequestBody
    /// What the body was read from before, which still tells when the client goes away; nil when it wasn't.
    let inbound: RequestBody?
    /// Whether a part of this server makes it; the end of its client is then its own to watch.
    let isOwn: Bool
    /// What the audit log is told of it.
    let audit: RequestAudit
    let logger: Logger

    var query: RequestQuery { RequestQuery(rawQuery) }

    /// Who makes the call.
    ///
    /// - Throws: `ServerError` for a call that everyone may make, which is a mistake in the table of routes.
    func requireCaller() throws -> Caller {
        guard let caller else { throw ServerError("route: it needs a caller; give it another access") }
        return caller
    }

    /// The decoded value of a segment of the path.
    ///
    /// - Throws: `APIFailure` when the route's path doesn't have it, which is a mistake in the table of routes.
    func parameter(_ name: String) throws -> String {
        guard let value = parameters[name] else {
            throw ServerError("route: its path has no '\(name)'; correct the table of routes")
        }
        return value
    }

    /// Whether the client asks to go on with another protocol on this connection.
    var wantsUpgrade: Bool { head.wantsUpgrade }

    /// The body's length as the client announced it; nil when it did not.
    var contentLength: Int? { head.headerFields[.contentLength].flatMap(Int.init) }

    /// Reads the body as JSON, whatever type it claims to have.
    ///
    /// - Throws: `APIFailure`, which names the place, for anything that isn't the type's JSON, and for a body that is
    ///   too large.
    func decode<Value: Decodable>(_ type: Value.Type = Value.self) async throws -> Value {
        let bytes = try await collect()
        guard !bytes.isEmpty else {
            throw APIFailure.invalid("request body: it is empty; send a JSON object")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw APIFailure.invalid(error.explanation)
        }
    }

    /// The whole body.
    ///
    /// - Throws: `APIFailure` when it is too large.
    func collect(upTo limit: Int = APIRequest.bodyLimit) async throws -> [UInt8] {
        if let contentLength, contentLength > limit { throw APIFailure.tooLarge(limit: limit) }
        // The body of a request that asks for an upgrade doesn't end: what follows it is the new protocol.
        if wantsUpgrade { return try await ChunkReader(body).read(contentLength ?? 0) }
        do {
            return try await Array(body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIFailure.tooLarge(limit: limit)
        }
    }
}

extension HTTPRequest {
    var wantsUpgrade: Bool {
        headerFields[.upgrade] != nil && headerFields.hasToken("upgrade", in: .connection)
    }
}

extension HTTPFields {
    /// Whether a comma-separated header names a token, in whatever case.
    func hasToken(_ token: String, in name: HTTPField.Name) -> Bool {
        self[values: name].contains { value in
            value.split(separator: ",").contains { part in
                part.lowercased().filter { $0 != " " && $0 != "\t" } == token
            }
        }
    }
}

extension DecodingError {
    /// What is wrong with a body, at which field.
    fileprivate var explanation: String {
        switch self {
        case .keyNotFound(let key, let context):
            "request body: field '\(Self.path(context.codingPath + [key]))': it is missing; add it"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            "request body: field '\(Self.path(context.codingPath))': it is not \(Self.name(type)); correct it"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "request body: field '\(Self.path(context.codingPath))': \(context.debugDescription); correct it"
        default:
            "request body: it is no JSON; send a JSON object"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty
            ? "(the whole body)" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static func name(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type, is Double.Type: "a number"
        default:
            // Foundation's decoder names its own wrapper types; of ours only collections and objects are left.
            "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
