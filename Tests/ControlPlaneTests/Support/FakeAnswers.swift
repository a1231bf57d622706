//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import ControlPlane
import FoundationEssentials

/// Any JSON, to be looked into by tests.
enum JSONObject: Codable, Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByArrayLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    case null
    case bool(Bool)
    case int(Int64)
    case string(String)
    case array([JSONObject])
    case object([String: JSONObject])

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONObject...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONObject)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
    init(_ texts: [String: String]) { self = .object(texts.mapValues { .string($0) }) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONObject].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONObject].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    subscript(key: String) -> JSONObject? {
        guard case .object(let values) = self else { return nil }
        return values[key]
    }
}

extension NodeResponse {
    static func json(_ status: Int, _ body: JSONObject) throws -> NodeResponse {
        text(status, String(decoding: try JSONEncoder().encode(body), as: UTF8.self))
    }

    static func text(_ status: Int, _ body: String) -> NodeResponse {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        if !body.isEmpty { continuation.yield([UInt8](body.utf8)) }
        continuation.finish()
        return NodeResponse(status: status, headers: [], body: stream)
    }

    static func empty(_ status: Int) -> NodeResponse { text(status, "") }
}

/// The path of a call, without the prefix and version of the engine's API, and its query.
struct CallURL {
    var path: String
    var query: [String: String] = [:]

    init(_ text: String) {
        let halves = text.split(separator: "?", maxSplits: 1)
        let prefix = AgentPaths.dockerPrefix + "/v1.41"
        path = String(halves[0].hasPrefix(prefix) ? halves[0].dropFirst(prefix.count) : halves[0])
        for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
            let parts = pair.split(separator: "=", maxSplits: 1).map { Self.decoded(String($0)) }
            query[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 37, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
