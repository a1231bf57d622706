//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The value of an expression, ready to be compared.
///
/// `/…/` is a regular expression found anywhere; else the whole text counts, `*` stands for any characters, and all
/// other signs of regular expressions keep their meaning, as they did in classic Swarm.
package enum ValuePattern: Sendable {
    /// The text itself.
    case text(String)
    case pattern(TextPattern)

    /// - Throws: `TextPatternError` when the value is no regular expression.
    package init(_ value: String) throws(TextPatternError) {
        if value.utf8.count > 1, value.hasPrefix("/"), value.hasSuffix("/") {
            self = .pattern(try TextPattern(String(value.dropFirst().dropLast())))
        } else if value.utf8.contains(where: { "*.()?+[]\\^$|".utf8.contains($0) }) {
            var source = "^"
            for character in value.unicodeScalars {
                if character == "*" { source += "." }
                source.unicodeScalars.append(character)
            }
            self = .pattern(try TextPattern(source + "$"))
        } else {
            self = .text(value)
        }
    }

    package func matches(_ text: String) -> Bool {
        switch self {
        case .text(let value): value == text
        case .pattern(let pattern): pattern.matches(text)
        }
    }
}
