//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A piece of a page that is well-formed HTML already.
///
/// Pages are written as string literals; what is put into them with `\(…)` is escaped unless it is `HTML` itself, so
/// that no name, label or message of a user's can become markup.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The markup.
    package private(set) var text: String

    package init(stringLiteral text: String) { self.text = text }

    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// Nothing.
    package static let empty: HTML = ""

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// Puts a text in, escaped for the content of elements and for attributes in double quotes.
        package mutating func appendInterpolation(_ text: some StringProtocol) {
            var plain = text.startIndex
            var index = plain
            while index < text.endIndex {
                let byte = text.utf8[index]
                let next = text.utf8.index(after: index)
                if let entity = Self.entity(of: byte) {
                    self.text += text[plain..<index]
                    self.text += entity
                    plain = next
                }
                index = next
            }
            self.text += text[plain...]
        }

        private static func entity(of byte: UInt8) -> String? {
            switch byte {
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            case UInt8(ascii: "\""): "&quot;"
            case UInt8(ascii: "'"): "&#39;"
            default: nil
            }
        }

        package mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }

        package mutating func appendInterpolation(_ html: HTML?) { text += html?.text ?? "" }

        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { text += part.text }
        }
    }
}

extension HTML {
    /// Pieces one after another.
    package init(_ parts: [HTML]) { text = parts.lazy.map(\.text).joined() }

    package var isEmpty: Bool { text.isEmpty }

    package static func + (left: HTML, right: HTML) -> HTML { HTML([left, right]) }
}
