//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Writes a value as YAML: block style, every string quoted as JSON quotes it.
enum YAMLText {
    static func text(of value: JSONValue, indent: String = "") -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return String(value)
        case .int(let value): return String(value)
        case .double(let value): return String(value)
        case .string(let value): return quoted(value)
        case .array(let values) where values.isEmpty: return "[]"
        case .object(let values) where values.isEmpty: return "{}"
        case .array(let values):
            return values.map { value in
                let text = text(of: value, indent: indent + "  ")
                return "\(indent)- " + (isBlock(value) ? String(text.drop { $0 == " " }) : text)
            }
            .joined(separator: "\n")
        case .object(let values):
            return values.sorted { $0.key < $1.key }.map { key, value in
                let text = text(of: value, indent: indent + "  ")
                return "\(indent)\(quoted(key)):" + (isBlock(value) ? "\n" : " ") + text
            }
            .joined(separator: "\n")
        }
    }

    private static func isBlock(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let values): !values.isEmpty
        case .object(let values): !values.isEmpty
        default: false
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.count == 1 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
