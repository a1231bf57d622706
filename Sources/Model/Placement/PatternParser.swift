//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Reads a regular expression.
struct PatternParser {
    /// What `(?…)` switches.
    private struct Flags {
        var ignoresCase = false
        /// `^` and `$` stand for the ends of lines, too.
        var hasLines = false
        var dotTakesNewline = false
    }

    private var rest: ArraySlice<Unicode.Scalar>
    private var flags = Flags()
    private var depth = 0

    init(_ source: String) { rest = Array(source.unicodeScalars)[...] }

    mutating func parse() throws(TextPatternError) -> PatternNode {
        guard rest.count <= TextPattern.maximumLength else {
            throw TextPatternError("it is longer than \(TextPattern.maximumLength) characters")
        }
        let node = try choice()
        if !rest.isEmpty { throw TextPatternError("unexpected )") }
        return node
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func choice() throws(TextPatternError) -> PatternNode {
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(TextPatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = rest.first, scalar != "|", scalar != ")" {
            rest.removeFirst()
            switch scalar {
            case "*", "+", "?": throw TextPatternError("missing argument to repetition operator \(scalar)")
            case "\\" where rest.first == "Q":
                rest.removeFirst()
                parts += quotedText()
                if parts.isEmpty { continue }
            default: parts.append(try atom(scalar))
            }
            try repeatLast(&parts)
        }
        return .sequence(parts)
    }

    private mutating func repeatLast(_ parts: inout [PatternNode]) throws(TextPatternError) {
        guard let operation = rest.first, "*+?".unicodeScalars.contains(operation), let part = parts.popLast() else {
            return
        }
        rest.removeFirst()
        // Whether as much or as little as possible is taken makes no difference to whether it is found.
        _ = take("?")
        if let second = rest.first, "*+?".unicodeScalars.contains(second) {
            throw TextPatternError("invalid nested repetition operator \(operation)\(second)")
        }
        parts.append(.repetition(part, fromNone: operation != "+", isEndless: operation != "?"))
    }

    private mutating func atom(_ scalar: Unicode.Scalar) throws(TextPatternError) -> PatternNode {
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case ".": return .set(flags.dotTakesNewline ? .all : .allButNewline)
        case "^": return .assertion(flags.hasLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.hasLines ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "{": throw TextPatternError("counted repetitions are not supported")
        default: return .set(.single(scalar, ignoresCase: flags.ignoresCase))
        }
    }

    // MARK: Groups

    private mutating func group() throws(TextPatternError) -> PatternNode {
        let outer = flags
        if take("?"), try !readFlags() { return .empty }
        guard depth < TextPattern.maximumDepth else {
            throw TextPatternError("its groups are more than \(TextPattern.maximumDepth) deep")
        }
        depth += 1
        let node = try choice()
        depth -= 1
        guard take(")") else { throw TextPatternError("missing closing )") }
        flags = outer
        return node
    }

    /// Reads what follows `(?`; false when it was flags alone, `(?i)`.
    private mutating func readFlags() throws(TextPatternError) -> Bool {
        var isOn = true
        while let scalar = rest.popFirst() {
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.hasLines = isOn
            case "s": flags.dotTakesNewline = isOn
            // Greed makes no difference to whether something is found.
            case "U": break
            case "-" where isOn: isOn = false
            case ":": return true
            case ")": return false
            default: throw TextPatternError("unsupported group (?\(scalar)")
            }
        }
        throw TextPatternError("missing closing )")
    }

    // MARK: Escapes

    /// What stands between `\Q` and `\E`.
    private mutating func quotedText() -> [PatternNode] {
        var parts: [PatternNode] = []
        while let scalar = rest.popFirst() {
            if scalar == "\\", take("E") { break }
            parts.append(.set(.single(scalar, ignoresCase: flags.ignoresCase)))
        }
        return parts
    }

    private mutating func escape() throws(TextPatternError) -> PatternNode {
        switch rest.first {
        case "b": .assertion(takeAssertion(.wordBoundary))
        case "B": .assertion(takeAssertion(.noWordBoundary))
        case "A": .assertion(takeAssertion(.textStart))
        case "z": .assertion(takeAssertion(.textEnd))
        default:
            if let set = takeSetEscape() {
                .set(set)
            } else {
                .set(.single(try characterEscape(), ignoresCase: flags.ignoresCase))
            }
        }
    }

    private mutating func takeAssertion(_ assertion: PatternAssertion) -> PatternAssertion {
        rest.removeFirst()
        return assertion
    }

    /// `d`, `w`, `s` or one of their opposites, after the backslash.
    private mutating func takeSetEscape() -> ScalarSet? {
        let set: ScalarSet
        switch rest.first {
        case "d": set = .digit
        case "D": set = ScalarSet.digit.inverted
        case "w": set = .word
        case "W": set = ScalarSet.word.inverted
        case "s": set = .space
        case "S": set = ScalarSet.space.inverted
        default: return nil
        }
        rest.removeFirst()
        return set
    }

    /// A single character, after the backslash.
    private mutating func characterEscape() throws(TextPatternError) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw TextPatternError("trailing backslash at the end") }
        switch scalar {
        case "a": return "\u{7}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "0": return try number(digits: 2, radix: 8, minimum: 0)
        case "x": return try number(digits: 2, radix: 16, minimum: 2)
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, !(48...57).contains(scalar.value) else {
                throw TextPatternError("invalid escape sequence \\\(scalar)")
            }
            return scalar
        }
    }

    private mutating func number(digits: Int, radix: Int, minimum: Int) throws(TextPatternError) -> Unicode.Scalar {
        var text = ""
        while text.utf8.count < digits, let scalar = rest.first, Int(String(scalar), radix: radix) != nil {
            text.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        guard text.utf8.count >= minimum, let scalar = Unicode.Scalar(UInt32(text, radix: radix) ?? 0) else {
            throw TextPatternError("invalid escape sequence")
        }
        return scalar
    }

    // MARK: Classes

    /// Reads `[…]` after its opening bracket.
    private mutating func characterClass() throws(TextPatternError) -> ScalarSet {
        var set = ScalarSet(isNegated: take("^"), ignoresCase: flags.ignoresCase)
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]", !isFirst { return set }
            isFirst = false
            if scalar == "[", rest.first == ":" {
                set.ranges += try namedClass().ranges
            } else if scalar == "\\", let escaped = takeSetEscape() {
                set.ranges += escaped.ranges
            } else {
                let low = scalar == "\\" ? try characterEscape() : scalar
                set.ranges.append(low.value...(try upperEnd(from: low)))
            }
        }
        throw TextPatternError("missing closing ]")
    }

    /// The end of the range that starts with a character; the same character when there is no range.
    private mutating func upperEnd(from low: Unicode.Scalar) throws(TextPatternError) -> UInt32 {
        guard rest.first == "-", let second = rest.dropFirst().first, second != "]" else { return low.value }
        rest.removeFirst(2)
        let high = second == "\\" ? try characterEscape() : second
        guard high.value >= low.value else {
            throw TextPatternError("invalid character class range \(low)-\(high)")
        }
        return high.value
    }

    /// Reads `:alpha:]` after the bracket that opens it.
    private mutating func namedClass() throws(TextPatternError) -> ScalarSet {
        guard let end = rest.firstIndex(of: "]") else { throw TextPatternError("missing closing ]") }
        var name = String(String.UnicodeScalarView(rest[rest.startIndex..<end]))
        rest = rest[(end + 1)...]
        let isNegated = name.hasPrefix(":^")
        if isNegated { name.remove(at: name.index(after: name.startIndex)) }
        guard let ranges = Self.namedRanges[name] else { throw TextPatternError("invalid character class [\(name)]") }
        let set = ScalarSet(ranges: ranges)
        return isNegated ? set.inverted : set
    }

    private static let namedRanges: [String: [ClosedRange<UInt32>]] = [
        ":alnum:": [48...57, 65...90, 97...122], ":alpha:": [65...90, 97...122], ":ascii:": [0...127],
        ":blank:": [9...9, 32...32], ":cntrl:": [0...31, 127...127], ":digit:": [48...57], ":graph:": [33...126],
        ":lower:": [97...122], ":print:": [32...126], ":punct:": [33...47, 58...64, 91...96, 123...126],
        ":space:": [9...13, 32...32], ":upper:": [65...90], ":word:": [48...57, 65...90, 95...95, 97...122],
        ":xdigit:": [48...57, 65...70, 97...102],
    ]
}
