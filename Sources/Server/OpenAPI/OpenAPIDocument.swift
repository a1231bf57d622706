//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import FoundationEssentials
import HTTPText
import HTTPTypes
import Model

/// The OpenAPI 3.1 document of the management API, made of its routes.
struct OpenAPIDocument: Sendable {
    static let path = "/openapi.json"

    /// As it is served.
    let json: [UInt8]

    /// - Throws: `ServerError` for a route that no operation describes, and for an operation without a route.
    init(_ routes: [APIRoute]) throws {
        let builder = SchemaBuilder()
        var operations = Dictionary(APIOperation.all.map { ($0.call, $0) }) { first, _ in first }
        var paths: [String: JSONValue] = [:]
        let failure = try builder.schema(of: APIErrorBody.self)
        for route in routes {
            let call = "\(route.method.rawValue) \(route.path)"
            guard let operation = operations.removeValue(forKey: call) else {
                throw ServerError("OpenAPI document: nothing describes \(call); add it to APIOperation.all")
            }
            let path = "/" + route.path.segments.map(\.template).joined(separator: "/")
            var methods = paths[path]?.object ?? [:]
            methods[route.method.rawValue.lowercased()] = try Self.described(operation, route, failure, builder)
            paths[path] = .object(methods)
        }
        guard operations.isEmpty else {
            throw ServerError("OpenAPI document: there is no route for \(operations.keys.sorted()); take it away")
        }
        let document: JSONValue = [
            "openapi": "3.1.0",
            "info": [
                "title": "Gantry", "version": .string(GantryVersion.current),
                "description":
                    "The management API of Gantry. Calls are made with the token of a login, or signed with an access key.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths),
            "components": [
                "schemas": .object(builder.components),
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer", "description": "The token of POST /login."],
                    "accessKey": [
                        "type": "apiKey", "in": "header", "name": "Authorization",
                        "description": "acs ID:SIGNATURE, as docs/access.md says.",
                    ],
                ],
            ],
            "security": .array([["token": .array([])], ["accessKey": .array([])]]),
        ]
        json = [UInt8](try JSONEncoder.api.encode(document))
    }

    private static func described(
        _ operation: APIOperation,
        _ route: APIRoute,
        _ failure: JSONValue,
        _ builder: SchemaBuilder
    ) throws -> JSONValue {
        var described: [String: JSONValue] = [
            "summary": .string(operation.summary),
            "tags": .array([.string(route.path.segments.first.map(\.word) ?? "server")]),
            "responses": [
                String(operation.status): try answer(operation, builder),
                "default": ["description": "A refusal.", "content": content("application/json", failure)],
            ],
        ]
        let segments = route.path.segments.compactMap(\.name).map { name -> JSONValue in
            [
                "name": .string(name), "in": "path", "required": .bool(true),
                "schema": ["type": "string", "minLength": .int(1)],
            ]
        }
        let parameters = segments + operation.query.map(\.parameter)
        if !parameters.isEmpty { described["parameters"] = .array(parameters) }
        if let body = operation.body {
            described["requestBody"] = [
                "required": .bool(true), "content": content("application/json", try body.schema(builder)),
            ]
        }
        if !route.access.needsCaller { described["security"] = .array([]) }
        if let action = try? route.action(route.method, [:]) { described["x-action"] = .string(action.name) }
        return .object(described)
    }

    private static func answer(_ operation: APIOperation, _ builder: SchemaBuilder) throws -> JSONValue {
        switch operation.answer {
        case .empty: ["description": "Done, or accepted."]
        case .json(let json):
            ["description": "The answer.", "content": content("application/json", try json.schema(builder))]
        case .lines(let json):
            [
                "description": "A line of JSON for each.",
                "content": [
                    "application/x-ndjson": ["schema": ["type": "string"], "itemSchema": try json.schema(builder)]
                ],
            ]
        case .other(let type): ["description": "The answer.", "content": content(type, [:])]
        case .engine: ["description": "What the engine answers."]
        }
    }

    private static func content(_ type: String, _ schema: JSONValue) -> JSONValue { [type: ["schema": schema]] }
}

extension JSONValue {
    fileprivate var object: [String: JSONValue]? {
        guard case .object(let values) = self else { return nil }
        return values
    }
}

extension PathPattern.Segment {
    /// As a path of the document has it.
    fileprivate var template: String { name.map { "{\($0)}" } ?? word }

    fileprivate var name: String? {
        switch self {
        case .literal: nil
        case .parameter(let name), .rest(let name): name
        }
    }

    fileprivate var word: String {
        switch self {
        case .literal(let text), .parameter(let text), .rest(let text): text
        }
    }
}

extension APIOperation.Query {
    fileprivate var parameter: JSONValue {
        let schema: JSONValue =
            switch kind {
            case .text: ["type": "string"]
            case .flag: ["type": "boolean"]
            case .count(let first): ["type": "integer", "minimum": .int(Int64(first)), "maximum": .int(1 << 31)]
            }
        return ["name": .string(name), "in": "query", "required": .bool(isNeeded), "schema": schema]
    }
}
