//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A regular expression whose matching takes a time in proportion to the text, whatever the pattern.
///
/// The syntax is RE2's without counted repetitions, Unicode classes and named groups: nothing of it needs to go back,
/// so all ways through the pattern are followed at a time and no text can make them many. A pattern is short and its
/// groups are not deep, see `maximumLength` and `maximumDepth`.
/// Source: github.com/google/re2/wiki/Syntax.
package struct TextPattern: Sendable {
    /// Unicode scalars of a pattern.
    package static let maximumLength = 512
    /// Groups within groups.
    package static let maximumDepth = 50
    /// Bytes of a text that is looked at; a longer one matches nothing.
    package static let maximumTextBytes = 4096

    let program: PatternProgram

    /// Reads a pattern.
    ///
    /// - Throws: `TextPatternError`, which says what is wrong with it.
    package init(_ source: String) throws(TextPatternError) {
        var parser = PatternParser(source)
        program = PatternProgram(try parser.parse())
    }

    /// Whether the pattern is found anywhere in the text.
    package func matches(_ text: String) -> Bool {
        guard text.utf8.count <= Self.maximumTextBytes else { return false }
        var run = PatternRun(program)
        return run.isFound(in: text.unicodeScalars)
    }
}

/// What is wrong with a regular expression, for people.
package struct TextPatternError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// A part of a pattern.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// Repeated: from none or from one, once at most or without end.
    case repetition(PatternNode, fromNone: Bool, isEndless: Bool)
}

/// A condition on a place between two characters.
enum PatternAssertion {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary

    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ScalarSet.word.contains($0) } ?? false
    }
}

/// Characters that one place of a pattern stands for.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    /// Whether an ASCII letter stands for both its cases.
    var ignoresCase = false

    static let word = ScalarSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let digit = ScalarSet(ranges: [48...57])
    static let space = ScalarSet(ranges: [9...10, 12...13, 32...32])
    static let all = ScalarSet(ranges: [0...0x10_FFFF])
    static let allButNewline = ScalarSet(ranges: [0...9, 11...0x10_FFFF])

    static func single(_ scalar: Unicode.Scalar, ignoresCase: Bool) -> ScalarSet {
        ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: ignoresCase)
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        var isIn = ranges.contains { $0.contains(value) }
        if !isIn, ignoresCase {
            switch value {
            case 65...90: isIn = ranges.contains { $0.contains(value + 32) }
            case 97...122: isIn = ranges.contains { $0.contains(value - 32) }
            default: break
            }
        }
        return isIn != isNegated
    }

    /// The ranges without those of the set.
    var inverted: ScalarSet { ScalarSet(ranges: complement(), ignoresCase: false) }

    private func complement() -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10_FFFF { result.append(next...0x10_FFFF) }
        return result
    }
}
