//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes

/// Why a policy can't be used: the place, the reason, and what to do.
package struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

extension Policy {
    /// Most statements in a policy.
    package static let maximumStatements = 50
    /// Most actions, and most resources, in a statement.
    package static let maximumPatterns = 100
    /// Longest action or resource, in bytes.
    package static let maximumPatternBytes = 256

    /// Reads a policy.
    ///
    /// - Throws: `PolicyError`, which names the statement and the element.
    package init(_ value: JSONValue) throws(PolicyError) {
        guard case .object(let document) = value else {
            throw PolicyError("policy: is no object; write {\"Version\": \"1\", \"Statement\": […]}")
        }
        try Self.check(document, known: ["Version", "Statement"], place: "policy")
        guard document["Version"] == "1" else {
            throw PolicyError("policy: Version: only 1 is known; write \"Version\": \"1\"")
        }
        guard case .array(let items) = document["Statement"], !items.isEmpty else {
            throw PolicyError("policy: Statement: is missing or no list; give at least one statement")
        }
        guard items.count <= Self.maximumStatements else {
            throw PolicyError(
                "policy: Statement: has \(items.count); \(Self.maximumStatements) are allowed; give fewer"
            )
        }
        var statements: [Statement] = []
        for (number, item) in zip(1..., items) {
            statements.append(try Self.statement(item, place: "policy: statement \(number)"))
        }
        self.statements = statements
    }

    /// The policy as it was written; lists stay lists, and single texts become lists.
    package var json: JSONValue {
        let items = statements.map { statement -> JSONValue in
            [
                "Effect": .string(statement.effect.rawValue),
                "Action": .strings(statement.actions.map(\.text)),
                "Resource": .strings(statement.resources.map(\.text)),
            ]
        }
        return ["Version": "1", "Statement": .array(items)]
    }

    private static func statement(_ value: JSONValue, place: String) throws(PolicyError) -> Statement {
        guard case .object(let object) = value else {
            throw PolicyError("\(place): is no object; give it Effect, Action and Resource")
        }
        guard object["Condition"] == nil else {
            throw PolicyError("\(place): Condition: isn't supported, and leaving it out would allow more; remove it")
        }
        try check(object, known: ["Effect", "Action", "Resource"], place: place)
        guard case .string(let text) = object["Effect"], let effect = Effect(rawValue: text) else {
            throw PolicyError("\(place): Effect: is neither Allow nor Deny; write one of them")
        }
        var actions: [ActionPattern] = []
        for text in try texts(object, "Action", place: place) {
            actions.append(try ActionPattern(text, place: "\(place): Action"))
        }
        var resources: [ResourcePattern] = []
        for text in try texts(object, "Resource", place: place) {
            resources.append(try ResourcePattern(text, place: "\(place): Resource"))
        }
        return Statement(effect: effect, actions: actions, resources: resources)
    }

    private static func texts(
        _ object: [String: JSONValue],
        _ key: String,
        place: String
    ) throws(PolicyError) -> [String] {
        let values: [JSONValue]
        switch object[key] {
        case .string(let text): values = [.string(text)]
        case .array(let items) where !items.isEmpty: values = items
        default: throw PolicyError("\(place): \(key): is missing or neither text nor list; give one")
        }
        guard values.count <= maximumPatterns else {
            throw PolicyError(
                "\(place): \(key): has \(values.count) entries; \(maximumPatterns) are allowed; give fewer"
            )
        }
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value, !text.isEmpty, text.utf8.count <= maximumPatternBytes else {
                throw PolicyError(
                    "\(place): \(key): an entry is no text of 1 to \(maximumPatternBytes) bytes; correct it"
                )
            }
            texts.append(text)
        }
        return texts
    }

    private static func check(
        _ object: [String: JSONValue],
        known: Set<String>,
        place: String
    ) throws(PolicyError) {
        guard let key = object.keys.filter({ !known.contains($0) }).min() else { return }
        throw PolicyError(
            "\(place): '\(key.prefix(64))' is unknown; there are \(known.sorted().joined(separator: ", "))"
        )
    }
}

extension Policy: Codable {
    package init(from decoder: any Decoder) throws { try self.init(JSONValue(from: decoder)) }
    package func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
