//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The `filters` of a query: for each name its values.
///
/// Two forms are known, of which the second is the newer: `{"name":["a"]}` and `{"name":{"a":true}}`.
package struct EngineFilters: Sendable, Hashable {
    /// Bytes of the text, names and values.
    private static let limit = 64 << 10
    private static let maximumCount = 1_000

    private var values: [String: [String]] = [:]

    package init() {}

    /// - Throws: `DockerRefusal` for a text that is neither form.
    package init(_ text: String?) throws(DockerRefusal) {
        guard let text, !text.isEmpty else { return }
        guard text.utf8.count <= Self.limit, let members = JSONText(parsing: text)?.members else {
            throw DockerRefusal(400, "invalid filter: it is no JSON object of lists")
        }
        for member in members.list {
            if let list = member.value.strings {
                values[member.key] = list
            } else if let set = member.value.members {
                values[member.key] = set.list.filter { $0.value.bool ?? false }.map(\.key)
            } else {
                throw DockerRefusal(400, "invalid filter '\(member.key.prefix(80))': it is no list of texts")
            }
        }
        guard values.values.reduce(values.count, { $0 + $1.count }) <= Self.maximumCount else {
            throw DockerRefusal(400, "invalid filter: it has more than \(Self.maximumCount) values")
        }
    }

    package var isEmpty: Bool { values.isEmpty }
    package var names: [String] { values.keys.sorted() }

    /// The values of a name; empty when there are none.
    package subscript(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether a name has these values or none.
    package func allows(_ name: String, _ isMeant: (String) -> Bool) -> Bool {
        guard let wanted = values[name], !wanted.isEmpty else { return true }
        return wanted.contains(where: isMeant)
    }

    /// Whether labels meet all those that are asked for, `name` or `name=value`.
    package func allows(labels: [String: String]) -> Bool {
        self["label"].allSatisfy { wanted in
            let parts = wanted.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let value = labels[String(parts[0])] else { return false }
            return parts.count < 2 || value == parts[1]
        }
    }

    /// The same without some names.
    package func without(_ names: String...) -> EngineFilters {
        var rest = self
        for name in names { rest.values[name] = nil }
        return rest
    }

    /// Adds a value to those of a name.
    package mutating func add(_ value: String, to name: String) { values[name, default: []].append(value) }

    /// In the form that all engines know.
    package var json: JSONText {
        .object(values.sorted { $0.key < $1.key }.map { ($0.key, .strings($0.value)) })
    }
}
