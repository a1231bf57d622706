//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText

/// Names and values of a query or of a form that a browser sent (`application/x-www-form-urlencoded`).
package struct FormValues: Sendable, Hashable {
    private let items: [(name: String, value: String)]

    /// Nothing.
    package init() { items = [] }

    package init(_ encoded: String) { items = PercentEncoding.queryItems(encoded) }

    /// The value, without spaces around it; empty when there is none.
    package subscript(_ name: String) -> String { raw(name).trimmed }

    /// The value as it was typed, for passwords and texts; line ends are line feeds.
    package func raw(_ name: String) -> String {
        let value = items.last { $0.name == name }?.value ?? ""
        return value.contains("\r\n") ? String(value.map { $0 == "\r\n" ? "\n" : $0 }) : value
    }

    /// The value; nil when there is none or it is empty.
    package func text(_ name: String) -> String? {
        let value = self[name]
        return value.isEmpty ? nil : value
    }

    /// All values of a name that comes more than once.
    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value.trimmed) }

    /// Whether a box was ticked.
    package func isOn(_ name: String) -> Bool { !["", "0", "false"].contains(self[name]) }

    /// The number; nil when it is none.
    package func number(_ name: String) -> Int? { Int(self[name]) }

    package var isEmpty: Bool { items.isEmpty }

    /// As a browser sends them.
    var encoded: String {
        items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }

    /// The names, in their order.
    package var names: [String] { items.map(\.name) }

    package static func == (left: FormValues, right: FormValues) -> Bool {
        left.items.elementsEqual(right.items) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        for item in items {
            hasher.combine(item.name)
            hasher.combine(item.value)
        }
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
