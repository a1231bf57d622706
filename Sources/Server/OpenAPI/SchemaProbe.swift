//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The decoder of `SchemaBuilder`: it gives a value for whatever it is asked for, and notes what that was.
final class SchemaProbe: Decoder {
    enum Form {
        case single(JSONValue)
        case object([String: JSONValue], required: Set<String>)
        case map(JSONValue)
        case array(JSONValue)
    }

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let builder: SchemaBuilder
    var form = Form.single([:])
    var isNullable = false

    init(builder: SchemaBuilder) { self.builder = builder }

    var schema: JSONValue {
        let schema: JSONValue =
            switch form {
            case .single(let schema): schema
            case .object(let properties, _): ["type": "object", "properties": .object(properties)]
            case .map(let values): ["type": "object", "additionalProperties": values]
            case .array(let elements): ["type": "array", "items": elements]
            }
        return isNullable ? ["anyOf": .array([schema, ["type": "null"]])] : schema
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        form = .object([:], required: [])
        return KeyedDecodingContainer(Keyed<Key>(probe: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed(probe: self) }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(probe: self) }

    private static let unknownForm = "schema: this type decodes itself in a way that can't be followed"

    private static func refuse() -> any Error {
        DecodingError.dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: unknownForm))
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let probe: SchemaProbe
        var codingPath: [any CodingKey] { [] }

        /// Only what has any keys asks for all of them.
        var allKeys: [Key] {
            probe.form = .map([:])
            return Key(stringValue: "key").map { [$0] } ?? []
        }

        /// Only what may be left out asks whether it is there.
        func contains(_ key: Key) -> Bool {
            note(key, [:])
            return true
        }

        func decodeNil(forKey key: Key) -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            let (value, schema) = try probe.builder.sample(type)
            if case .map = probe.form {
                probe.form = .map(schema)
            } else {
                note(key, schema)
            }
            return value
        }

        /// Notes a property; the first time it is said to be needed unless it was asked for first.
        private func note(_ key: Key, _ schema: JSONValue) {
            guard case .object(var properties, var required) = probe.form else { return }
            let isNew = properties.updateValue(schema, forKey: key.stringValue) == nil
            if isNew, schema != [:] { required.insert(key.stringValue) }
            probe.form = .object(properties, required: required)
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { throw refuse() }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw refuse() }
        func superDecoder() throws -> any Decoder { throw refuse() }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw refuse() }
    }

    private struct Unkeyed: UnkeyedDecodingContainer {
        let probe: SchemaProbe
        var codingPath: [any CodingKey] { [] }
        var count: Int? { 1 }
        var currentIndex = 0
        var isAtEnd: Bool { currentIndex > 0 }

        init(probe: SchemaProbe) { self.probe = probe }

        mutating func decodeNil() -> Bool { false }

        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let (value, schema) = try probe.builder.sample(type)
            probe.form = .array(schema)
            currentIndex += 1
            return value
        }

        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { throw refuse() }

        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw refuse() }
        mutating func superDecoder() throws -> any Decoder { throw refuse() }
    }

    private struct Single: SingleValueDecodingContainer {
        let probe: SchemaProbe
        var codingPath: [any CodingKey] { [] }

        func decodeNil() -> Bool {
            probe.isNullable = true
            return false
        }

        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let (value, schema) = try probe.builder.sample(type)
            probe.form = .single(schema)
            return value
        }
    }
}
