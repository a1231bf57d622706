//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What the OpenAPI document says of one call, beside what its route tells.
struct APIOperation: Sendable {
    /// The JSON of some type.
    struct JSON: Sendable {
        let schema: @Sendable (SchemaBuilder) throws -> JSONValue

        init<Value: Decodable & Sendable>(_ type: Value.Type) {
            schema = { try $0.schema(of: type) }
        }
    }

    enum Answer: Sendable {
        case empty
        case json(JSON)
        /// A line of JSON for each element.
        case lines(JSON)
        /// Another media type.
        case other(String)
        /// What an engine answers, whatever it is.
        case engine

        static func of<Value: Decodable & Sendable>(_ type: Value.Type) -> Answer { .json(JSON(type)) }
        static func lines<Value: Decodable & Sendable>(of type: Value.Type) -> Answer { .lines(JSON(type)) }
    }

    /// A parameter of the query; none is needed unless it says so.
    struct Query: Sendable, ExpressibleByStringLiteral {
        enum Kind: Sendable {
            case text
            case flag
            /// A whole number from here on.
            case count(from: Int)
        }

        let name: String
        let kind: Kind
        var isNeeded = false

        init(_ name: String, _ kind: Kind, isNeeded: Bool = false) {
            (self.name, self.kind, self.isNeeded) = (name, kind, isNeeded)
        }

        init(stringLiteral value: String) { self.init(value, .text) }

        static func flag(_ name: String) -> Query { Query(name, .flag) }
        static func count(_ name: String, from first: Int = 0) -> Query { Query(name, .count(from: first)) }
    }

    /// As `GET /clusters/{cluster}`.
    let call: String
    let summary: String
    var query: [Query] = []
    var body: JSON?
    var status = 200
    var answer = Answer.empty

    init(
        _ call: String,
        _ summary: String,
        query: [Query] = [],
        body: JSON? = nil,
        status: Int = 200,
        _ answer: Answer = .empty
    ) {
        self.call = call
        self.summary = summary
        self.query = query
        self.body = body
        self.status = status
        self.answer = answer
    }

    /// What is said of every call.
    static var all: [APIOperation] { aboutServer + aboutClusters + aboutNodes + aboutApplications }
}
