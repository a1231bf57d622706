//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText

/// A query whose parts are changed on the way to an engine; all else keeps its order.
struct EngineQuery: Sendable, Hashable {
    private var items: [(name: String, value: String)]

    init(_ text: String = "") {
        items = PercentEncoding.queryItems(text)
    }

    /// The value of a name, the first if there are several; setting it leaves one, at the end.
    subscript(_ name: String) -> String? {
        get { items.first { $0.name == name }?.value }
        set {
            items.removeAll { $0.name == name }
            if let newValue { items.append((name, newValue)) }
        }
    }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    var text: String {
        items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    static func == (left: EngineQuery, right: EngineQuery) -> Bool { left.text == right.text }
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
