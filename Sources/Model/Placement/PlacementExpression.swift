//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A condition on where a container goes, in the language of classic Swarm: `node==n1`, `region!=~us*`, `image==/re.+/`.
///
/// Source: Docker Swarm 1.2, `scheduler/filter/expr.go` and its documentation of filters.
package struct PlacementExpression: Codable, Hashable, Sendable {
    /// Bytes of an expression.
    package static let maximumLength = 512

    package var key: String
    /// `!=` in place of `==`: true when nothing matches.
    package var isNegated: Bool
    /// As written, without the `~` of a soft expression.
    package var value: String
    /// A wish, which is met where it can be.
    package var isSoft: Bool

    package init(key: String, isNegated: Bool = false, value: String, isSoft: Bool = false) {
        self.key = key
        self.isNegated = isNegated
        self.value = value
        self.isSoft = isSoft
    }

    /// Reads an expression.
    ///
    /// - Throws: `PlacementSyntaxError`, in the words of classic Swarm.
    package init(parsing text: String) throws(PlacementSyntaxError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        let parts: (String, String)
        if let found = Self.split(text, at: "==") {
            parts = found
            isNegated = false
        } else if let found = Self.split(text, at: "!=") {
            parts = found
            isNegated = true
        } else {
            throw .missingOperator
        }
        guard Self.isKey(parts.0) else { throw .invalidKey(parts.0) }
        guard Self.isValue(parts.1) else { throw .invalidValue(parts.1) }
        key = parts.0
        isSoft = parts.1.hasPrefix("~")
        value = String(isSoft ? parts.1.dropFirst() : parts.1[...])
    }

    private static func split(_ text: String, at sign: String) -> (String, String)? {
        let bytes = Array(text.utf8)
        let wanted = Array(sign.utf8)
        guard
            let position = bytes.indices.dropLast().first(where: {
                bytes[$0] == wanted[0] && bytes[$0 + 1] == wanted[1]
            })
        else { return nil }
        return (
            String(decoding: bytes[..<position], as: UTF8.self),
            String(decoding: bytes[(position + 2)...], as: UTF8.self)
        )
    }

    private static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "_"), text.utf8.count > 1 else {
            return false
        }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_.".utf8.contains($0) }
    }

    private static func isValue(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if let first = rest.first, "=!/".utf8.contains(first) {
            // The sign may stand for itself, too, when nothing but it is written.
            if rest.count == 1 { return first == UInt8(ascii: "/") }
            rest.removeFirst()
        }
        if rest.first == UInt8(ascii: "~") { rest.removeFirst() }
        return !rest.isEmpty
            && rest.allSatisfy { isLetter($0) || isDigit($0) || ":-_ \t\n\u{C}\r.*/()?+[]\\^$|".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension PlacementExpression: CustomStringConvertible {
    /// As it is written.
    package var description: String { key + (isNegated ? "!=" : "==") + (isSoft ? "~" : "") + value }
}

/// Why a text is no expression; the first three in the words of classic Swarm.
package enum PlacementSyntaxError: Error, Hashable, CustomStringConvertible {
    case invalidKey(String)
    case invalidValue(String)
    case missingOperator
    case tooLong

    package var description: String {
        switch self {
        case .invalidKey(let key): "Key '\(key)' is invalid"
        case .invalidValue(let value): "Value '\(value)' is invalid"
        case .missingOperator: "One of operator ==, != is expected"
        case .tooLong: "the expression is longer than \(PlacementExpression.maximumLength) bytes"
        }
    }
}
