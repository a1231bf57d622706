//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Makes JSON schemas (2020-12, as OpenAPI 3.1 has them) of types, by having each decode itself from a decoder that notes
/// what it is asked for.
///
/// So a schema is what the type reads, whatever becomes of the type: nothing has to be written down twice.
final class SchemaBuilder {
    /// The schemas of objects, by the names that references have.
    private(set) var components: [String: JSONValue] = [:]

    /// The schema of a type; that of an object is a reference to one of the components.
    func schema<Value: Decodable>(of type: Value.Type) throws -> JSONValue { try sample(type).schema }

    /// A value of a type, with its schema.
    func sample<Value: Decodable>(_ type: Value.Type) throws -> (value: Value, schema: JSONValue) {
        if let primitive = Self.primitive(type) { return primitive }
        let probe = SchemaProbe(builder: self)
        let value = try Value(from: probe)
        guard case .object(let properties, let required) = probe.form else { return (value, probe.schema) }
        let name = Self.name(of: type)
        var schema: [String: JSONValue] = ["type": .string("object"), "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .strings(required.sorted()) }
        components[name] = .object(schema)
        return (value, ["$ref": .string("#/components/schemas/" + name)])
    }

    private static func primitive<Value>(_ type: Value.Type) -> (value: Value, schema: JSONValue)? {
        let found: (any Sendable, JSONValue)? =
            switch type {
            case is String.Type: ("", ["type": "string"])
            case is Bool.Type: (false, ["type": "boolean"])
            case is Int.Type: (0, ["type": "integer"])
            case is Int64.Type: (Int64(0), ["type": "integer", "format": "int64"])
            case is UInt64.Type: (UInt64(0), ["type": "integer", "minimum": .int(0)])
            case is Double.Type: (0.0, ["type": "number"])
            case is JSONValue.Type: (JSONValue.null, [:])
            case is VariableText.Type: (VariableText(""), ["type": .strings(["string", "number", "boolean"])])
            default: enumeration(type)
            }
        guard let (value, schema) = found, let value = value as? Value else { return nil }
        return (value, schema)
    }

    /// Of an enumeration of words, all of them.
    private static func enumeration<Value>(_ type: Value.Type) -> (any Sendable, JSONValue)? {
        guard let type = type as? any (CaseIterable & Sendable).Type else { return nil }
        let cases = cases(of: type)
        let words = cases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard let first = cases.first, words.count == cases.count else { return nil }
        return (first, ["type": "string", "enum": .strings(words)])
    }

    private static func cases<Value: CaseIterable & Sendable>(of type: Value.Type) -> [any Sendable] {
        Array(type.allCases)
    }

    /// `ServiceObject.Definition`: without the module, which is none of the API's business.
    private static func name<Value>(of type: Value.Type) -> String {
        String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
    }
}
