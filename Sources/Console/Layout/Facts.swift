//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Names and values one below the other.
enum Facts {
    static func html(_ facts: [(name: String, value: HTML)]) -> HTML {
        let rows: [HTML] = facts.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" }
        return "<dl class=\"facts\">\(rows)</dl>"
    }
}
