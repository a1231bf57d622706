//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText

/// A request's query: `name=value` pairs, decoded; of a name that comes twice the last one counts.
struct RequestQuery: Sendable, Hashable {
    private let values: [String: String]

    init(_ text: String) {
        values = Dictionary(
            PercentEncoding.queryItems(text).map { ($0.name, $0.value) },
            uniquingKeysWith: { _, last in last }
        )
    }

    /// The value; nil when it is left out or empty.
    func text(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The switch's position; a name without a value means yes.
    ///
    /// - Throws: `APIFailure.invalid` for anything but 0, 1, true and false.
    func flag(_ name: String, default fallback: Bool) throws -> Bool {
        guard let value = values[name] else { return fallback }
        switch value.lowercased() {
        case "", "1", "true", "yes": return true
        case "0", "false", "no": return false
        default: throw APIFailure.invalid("query parameter '\(name)': '\(value)' is no switch; give 1 or 0")
        }
    }

    /// The whole number; nil when it is left out or empty.
    ///
    /// - Throws: `APIFailure.invalid` for anything else.
    func number<Number: FixedWidthInteger>(_ name: String, as type: Number.Type = Number.self) throws -> Number? {
        guard let value = text(name) else { return nil }
        guard let number = Number(value) else {
            throw APIFailure.invalid("query parameter '\(name)': '\(value)' is no number; give a whole number")
        }
        return number
    }

    /// The number, which must not be negative; nil when it is left out or empty.
    ///
    /// - Throws: `APIFailure.invalid` for anything else.
    func count(_ name: String) throws -> Int? {
        let value: Int? = try number(name)
        guard value ?? 0 >= 0 else {
            throw APIFailure.invalid("query parameter '\(name)': it is negative; give 0 or more")
        }
        return value
    }
}
