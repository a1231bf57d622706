//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Something that the API says, in English and in another language.
///
/// Both are texts with holes for what is said of, such as `node {node}: is lost`. A hole has one character or more, and
/// one that is written `{node?}` may have none. The translation may use the holes in any order, or leave some out.
struct Phrase: Sendable {
    private struct Hole: Sendable {
        var name: String
        var mayBeEmpty: Bool
    }

    private enum Piece: Sendable {
        case text(String)
        case hole(Int)
    }

    /// Where in a text what fills the holes is.
    private typealias Contents = [Range<Int>]

    /// Steps that a text may take to be compared, so that no text of somebody else's takes long.
    private static let limit = 2_000

    /// How many bytes a text has in common with it: of several phrases that fit, the one with most says it best.
    let literalCount: Int
    /// Bytes of the shortest text that it can be.
    private let shortest: Int
    /// What stands before, between and after the holes.
    private let literals: [[UInt8]]
    private let holes: [Hole]
    private let translation: [Piece]

    /// Nil when a brace isn't closed, or the translation has a hole that the English hasn't.
    ///
    /// - Parameters:
    ///   - english: As the API says it.
    ///   - translation: The same in the other language.
    init?(_ english: String, _ translation: String) {
        guard let pieces = Self.pieces(of: english), let translated = Self.pieces(of: translation) else { return nil }
        var literals: [[UInt8]] = [[]]
        var holes: [Hole] = []
        for piece in pieces {
            if piece.isHole {
                let name = piece.text.hasSuffix("?") ? String(piece.text.dropLast()) : piece.text
                holes.append(Hole(name: name, mayBeEmpty: piece.text.hasSuffix("?")))
                literals.append([])
            } else {
                literals[literals.count - 1] += Array(piece.text.utf8)
            }
        }
        var result: [Piece] = []
        for piece in translated {
            if piece.isHole {
                guard let index = holes.firstIndex(where: { $0.name == piece.text }) else { return nil }
                result.append(.hole(index))
            } else {
                result.append(.text(piece.text))
            }
        }
        self.literals = literals
        self.holes = holes
        literalCount = literals.reduce(0) { $0 + $1.count }
        shortest = literalCount + holes.count { !$0.mayBeEmpty }
        self.translation = result
    }

    /// What texts of it begin with; nil when they begin with a hole.
    var firstByte: UInt8? { literals[0].first }

    /// The text in the other language; nil when it isn't this phrase.
    ///
    /// - Parameters:
    ///   - text: What the API said, as UTF-8.
    ///   - fill: Translates what is in a hole.
    /// - Returns: The translation with its holes filled.
    func translate(_ text: [UInt8], fill: (ArraySlice<UInt8>) -> String) -> String? {
        guard let contents = match(text) else { return nil }
        return translation.reduce(into: "") { result, piece in
            switch piece {
            case .text(let text): result += text
            case .hole(let index): result += fill(text[contents[index]])
            }
        }
    }

    // MARK: Comparing

    /// What fills the holes, if the text is this phrase.
    private func match(_ text: [UInt8]) -> Contents? {
        guard text.count >= shortest, text.starts(with: literals[0]), let last = literals.last else { return nil }
        guard !holes.isEmpty else { return text.count == literals[0].count ? [] : nil }
        let end = text.count - last.count
        guard end >= literals[0].count, text[end...].elementsEqual(last) else { return nil }
        var contents: Contents = []
        var steps = 0
        return fill(from: literals[0].count, to: end, in: text, &contents, &steps) ? contents : nil
    }

    /// Finds the contents of the holes from the next one on: as short as they can be, the earlier ones first.
    private func fill(
        from start: Int,
        to end: Int,
        in text: [UInt8],
        _ contents: inout Contents,
        _ steps: inout Int
    ) -> Bool {
        let hole = contents.count
        let first = start + (holes[hole].mayBeEmpty ? 0 : 1)
        guard first <= end else { return false }
        if hole == holes.count - 1 {
            contents.append(start..<end)
            return true
        }
        let next = literals[hole + 1]
        var position = first
        while position + next.count <= end {
            steps += 1
            guard steps < Self.limit else { return false }
            if text[position..<position + next.count].elementsEqual(next) {
                contents.append(start..<position)
                if fill(from: position + next.count, to: end, in: text, &contents, &steps) { return true }
                contents.removeLast()
            }
            position += 1
        }
        return false
    }

    /// The literal texts and the holes of a text, in their order.
    private static func pieces(of text: String) -> [(isHole: Bool, text: String)]? {
        var pieces: [(isHole: Bool, text: String)] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            pieces.append((false, String(rest[..<open])))
            pieces.append((true, String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        return pieces + [(false, String(rest))]
    }
}
