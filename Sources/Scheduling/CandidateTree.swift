//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Keeps the best of some nodes while what is known of each changes: a tree in which each entry is the best of two.
struct CandidateTree: Sendable {
    /// The best of all is at 1, the two that entry n was found from at 2n and 2n + 1, the nodes themselves at the end.
    private var entries: [Candidate]
    private let count: Int

    init(_ candidates: [Candidate]) {
        count = candidates.count
        entries = candidates + candidates
        for index in stride(from: count - 1, to: 0, by: -1) {
            entries[index] = .best(entries[2 * index], entries[2 * index + 1])
        }
    }

    /// Nil when there is none that can take the container.
    var best: Candidate? {
        guard count > 0, !entries[1].isNone else { return nil }
        return entries[1]
    }

    /// The nodes themselves.
    var candidates: ArraySlice<Candidate> { entries[count...] }

    /// Takes in what is known now of one of the nodes, by its number.
    mutating func update(_ number: Int, _ candidate: Candidate) {
        var index = count + number
        guard entries[index] != candidate else { return }
        entries[index] = candidate
        while index > 1 {
            let best = Candidate.best(entries[index], entries[index ^ 1])
            index /= 2
            guard entries[index] != best else { return }
            entries[index] = best
        }
    }
}
