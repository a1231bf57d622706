//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What changed between two texts, line by line, with some lines around each change.
struct LineDifference: Sendable, Hashable {
    enum Line: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// Lines one after another, from a line of the old text and one of the new, both from 1.
    struct Hunk: Sendable, Hashable {
        var oldStart: Int
        var newStart: Int
        var lines: [Line]
    }

    /// More lines than these are not compared one by one.
    private static let limit = 20_000
    private static let context = 3

    let hunks: [Hunk]

    init(from old: String, to new: String) {
        let (before, after) = (Self.lines(of: old), Self.lines(of: new))
        guard before.count + after.count <= Self.limit else {
            hunks =
                before == after
                ? [] : [Hunk(oldStart: 1, newStart: 1, lines: before.map(Line.removed) + after.map(Line.added))]
            return
        }
        hunks = Self.hunks(Self.merge(before, after))
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The end of the last line begins no other.
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// All lines of both texts, removals before what takes their place.
    private static func merge(_ before: [String], _ after: [String]) -> [Line] {
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                lines.append(.removed(before[old]))
                old += 1
            } else if added.contains(new) {
                lines.append(.added(after[new]))
                new += 1
            } else {
                lines.append(.same(before[old]))
                old += 1
                new += 1
            }
        }
        return lines
    }

    private static func hunks(_ lines: [Line]) -> [Hunk] {
        let changes = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        var ranges: [Range<Int>] = []
        for index in changes {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var hunks: [Hunk] = []
        var (old, new, position) = (1, 1, 0)
        for range in ranges {
            for line in lines[position..<range.lowerBound] { Self.count(line, &old, &new) }
            hunks.append(Hunk(oldStart: old, newStart: new, lines: Array(lines[range])))
            for line in lines[range] { Self.count(line, &old, &new) }
            position = range.upperBound
        }
        return hunks
    }

    private static func count(_ line: Line, _ old: inout Int, _ new: inout Int) {
        switch line {
        case .same: (old, new) = (old + 1, new + 1)
        case .removed: old += 1
        case .added: new += 1
        }
    }
}
