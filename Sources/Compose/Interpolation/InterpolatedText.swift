//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A text with variables in it, as Compose writes them: `$V`, `${V}`, `${V:-default}`, `$$`.
struct InterpolatedText {
    indirect enum Part {
        case text(String)
        case variable(String, Operation)
    }

    /// What a variable stands for; `countsEmpty` is the colon: an empty value counts as none.
    enum Operation {
        /// `${V}`: the value.
        case value
        /// `${V-text}`: the value, or else the text.
        case fallback([Part], countsEmpty: Bool)
        /// `${V?text}`: the value, or else an error that says the text.
        case required([Part], countsEmpty: Bool)
        /// `${V+text}`: the text when there is a value, or else nothing.
        case alternative([Part], countsEmpty: Bool)
    }

    var parts: [Part]

    /// Reads a text.
    ///
    /// - Throws: `InterpolationSyntaxError` for a dollar sign that starts nothing known.
    init(parsing text: String) throws(InterpolationSyntaxError) {
        var parser = InterpolationParser(text)
        parts = try parser.parts(depth: 0)
    }
}

/// Why a text with a dollar sign can't be read.
struct InterpolationSyntaxError: Error {
    /// Where the dollar sign stands, in characters from the text's beginning.
    var offset: Int
    var message: String
    var remedy: String
}

private struct InterpolationParser {
    /// How deep defaults may stand inside defaults.
    private static let maximumDepth = 20

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Reads to the end of the text, or inside braces up to the closing one.
    mutating func parts(depth: Int) throws(InterpolationSyntaxError) -> [InterpolatedText.Part] {
        var parts: [InterpolatedText.Part] = []
        var literal: [UInt8] = []
        func flush() { if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) } }
        while let byte = current, depth == 0 || byte != UInt8(ascii: "}") {
            position += 1
            guard byte == UInt8(ascii: "$") else {
                literal.append(byte)
                continue
            }
            if current == UInt8(ascii: "$") {
                position += 1
                literal.append(byte)
                continue
            }
            flush()
            literal = []
            parts.append(try variable(depth: depth))
        }
        flush()
        return parts
    }

    /// Reads what follows a dollar sign.
    private mutating func variable(depth: Int) throws(InterpolationSyntaxError) -> InterpolatedText.Part {
        let start = position - 1
        let isBraced = current == UInt8(ascii: "{")
        if isBraced { position += 1 }
        guard let name = name() else { throw invalid(from: start) }
        guard isBraced else { return .variable(name, .value) }
        guard depth < Self.maximumDepth else {
            throw InterpolationSyntaxError(
                offset: offset(of: start),
                message: "variables are nested more than \(Self.maximumDepth) deep",
                remedy: "write fewer defaults inside defaults"
            )
        }
        let operation = try operation(from: start, depth: depth)
        guard current == UInt8(ascii: "}") else {
            throw InterpolationSyntaxError(
                offset: offset(of: start),
                message: "the variable \(name) is not closed: \(shown(from: start))",
                remedy: "add the closing brace: ${\(name)}"
            )
        }
        position += 1
        return .variable(name, operation)
    }

    private mutating func operation(
        from start: Int,
        depth: Int
    ) throws(InterpolationSyntaxError) -> InterpolatedText.Operation {
        guard current != UInt8(ascii: "}"), current != nil else { return .value }
        let countsEmpty = current == UInt8(ascii: ":")
        if countsEmpty { position += 1 }
        let sign = current
        position += 1
        switch sign {
        case UInt8(ascii: "-"): return .fallback(try parts(depth: depth + 1), countsEmpty: countsEmpty)
        case UInt8(ascii: "?"): return .required(try parts(depth: depth + 1), countsEmpty: countsEmpty)
        case UInt8(ascii: "+"): return .alternative(try parts(depth: depth + 1), countsEmpty: countsEmpty)
        default: throw invalid(from: start)
        }
    }

    private mutating func name() -> String? {
        let start = position
        while let byte = current, byte.isVariableNamePart, position > start || !byte.isDigit { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private func invalid(from start: Int) -> InterpolationSyntaxError {
        InterpolationSyntaxError(
            offset: offset(of: start),
            message: "\(shown(from: start)) is no variable",
            remedy: "write $NAME or ${NAME}, or $$ where a dollar sign is meant"
        )
    }

    private func offset(of position: Int) -> Int {
        String(decoding: bytes[..<position], as: UTF8.self).unicodeScalars.count
    }

    private func shown(from start: Int) -> String {
        let end = min(bytes.count, start + 20)
        return quoted(String(decoding: bytes[start..<end], as: UTF8.self))
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (48...57).contains(self) }
    fileprivate var isVariableNamePart: Bool {
        isDigit || self == 95 || (65...90).contains(self) || (97...122).contains(self)
    }
}
