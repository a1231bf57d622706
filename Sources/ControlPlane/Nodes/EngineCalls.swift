//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import DockerAPI
import FoundationEssentials

/// The calls of a node's Docker Engine that the control plane makes, through the node's agent.
///
/// Source: Docker Engine API 1.41.
struct EngineCalls: Sendable {
    static let version = "v1.41"
    private static let answerLimit = 16 << 20

    let connection: any NodeConnection
    /// The node's name, for messages.
    let nodeName: String

    /// An engine's refusal.
    struct Failure: Error, CustomStringConvertible {
        var node: String
        var status: Int
        var message: String
        var description: String { "\(node): \(message)" }
    }

    /// Makes a call whose success is a 2xx or 304 status, and returns the answer's body.
    @discardableResult
    func call(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        json: JSONValue? = nil,
        archive: [UInt8]? = nil
    ) async throws -> [UInt8] {
        let response = try await open(method, path, query: query, headers: headers, json: json, archive: archive)
        return try await response.collect(upTo: Self.answerLimit)
    }

    /// Makes a call whose body is JSON already, written in some version of the engine's API.
    func call(
        _ method: String,
        _ path: String,
        query: [(String, String)],
        text: [UInt8],
        version: APIVersion
    ) async throws -> [UInt8] {
        let request = NodeRequest(
            method,
            AgentPaths.dockerPrefix + "/v\(version)" + path + Self.encode(query),
            headers: [("content-type", "application/json")],
            body: text
        )
        return try await checked(connection.send(request)).collect(upTo: Self.answerLimit)
    }

    /// Makes a call whose answer is read part by part.
    func open(
        _ method: String,
        _ path: String,
        query: [(String, String)] = [],
        headers: [(String, String)] = [],
        json: JSONValue? = nil,
        archive: [UInt8]? = nil
    ) async throws -> NodeResponse {
        var request = NodeRequest(
            method,
            AgentPaths.dockerPrefix + "/" + Self.version + path + Self.encode(query),
            headers: headers
        )
        if let json {
            request.headers.append(("content-type", "application/json"))
            request.body = [UInt8](try JSONEncoder().encode(json))
        }
        if let archive {
            request.headers.append(("content-type", "application/x-tar"))
            request.body = archive
        }
        return try await checked(connection.send(request))
    }

    /// The answer, unless it is a refusal.
    private func checked(_ response: NodeResponse) async throws -> NodeResponse {
        guard (200..<300).contains(response.status) || response.status == 304 else {
            let body = try await response.collect(upTo: Self.answerLimit)
            throw Failure(node: nodeName, status: response.status, message: Self.message(in: body))
        }
        return response
    }

    func decode<Value: Decodable>(_ type: Value.Type, _ method: String, _ path: String) async throws -> Value {
        try JSONDecoder().decode(type, from: Data(try await call(method, path)))
    }

    /// Whether an answer to a call is that the thing isn't there.
    static func isNotFound(_ error: any Error) -> Bool { (error as? Failure)?.status == 404 }

    private static func message(in body: [UInt8]) -> String {
        struct Body: Decodable { var message: String }
        if let decoded = try? JSONDecoder().decode(Body.self, from: Data(body)) { return decoded.message }
        return String(decoding: body.prefix(1_000), as: UTF8.self)
    }

    private static func encode(_ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?" + query.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
    }

    private static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
