//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The value of a template's variable: a text, or a number or truth value as JSON writes it.
package struct VariableText: Codable, Sendable, Hashable {
    package var text: String

    package init(_ text: String) { self.text = text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        switch try container.decode(JSONValue.self) {
        case .string(let value): text = value
        case .bool(let value): text = String(value)
        case .int(let value): text = String(value)
        case .double(let value): text = String(value)
        case .null, .array, .object:
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "it is no text, number or truth value"
            )
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
