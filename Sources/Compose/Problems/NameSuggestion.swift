//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Finds the known name that a mistyped one was probably meant to be.
enum NameSuggestion {
    /// The nearest of the names, or nil when none is near enough to be meant.
    static func nearest(to name: String, in names: some Sequence<String>) -> String? {
        let typed = Array(name.utf8)
        guard typed.count <= 64 else { return nil }
        let limit = max(1, min(4, typed.count / 3))
        var best: (name: String, distance: Int)?
        for candidate in names.sorted() {
            let known = Array(candidate.utf8)
            guard abs(known.count - typed.count) <= limit else { continue }
            let distance = distance(typed, known)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// The edits (insert, remove, replace, swap two neighbours) that turn one text into the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isSame = lowercase(left[row]) == lowercase(right[column])
                var cost = min(
                    previous[column] + (isSame ? 0 : 1),
                    min(previous[column + 1], current[column]) + 1
                )
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}
