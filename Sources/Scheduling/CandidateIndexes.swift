//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The indexes of a view, one for each shape of request that was asked about; the least used go when they get many.
struct CandidateIndexes: Sendable {
    /// How many nodes all indexes together may hold; each of them takes some 70 bytes.
    private let maximumNodes: Int
    private static let indexLimits = 8...1_000

    private struct Entry {
        let shape: RequestShape
        /// Nil while it is taken out.
        var index: CandidateIndex?
        var lastUse: Int
    }

    private var numbers: [RequestShape: Int] = [:]
    private var entries: [Entry] = []
    private var uses = 0
    /// The nodes whose containers changed, in order, for the indexes to take in.
    private var changes: [Int] = []
    /// How many changes there were before the first in `changes`.
    private var droppedChanges = 0

    init(maximumNodes: Int) {
        self.maximumNodes = maximumNodes
    }

    var changeCount: Int { droppedChanges + changes.count }

    func changes(since count: Int) -> ArraySlice<Int> { changes[(count - droppedChanges)...] }

    /// Notes that the containers of a node changed.
    mutating func note(_ position: Int, of nodes: Int) {
        guard !entries.isEmpty else { return }
        // An index that is further behind is made anew sooner than brought up to date.
        let limit = max(32, nodes / 4)
        if changes.count > 2 * limit {
            changes.removeFirst(limit)
            droppedChanges += limit
        }
        changes.append(position)
    }

    /// Takes the index for a shape out, if there is one that can be brought up to date; put it back when it is.
    mutating func take(_ shape: RequestShape) -> CandidateIndex? {
        guard let number = numbers[shape] else { return nil }
        let index = entries[number].index.take()
        return index.flatMap { $0.seenChanges >= droppedChanges ? $0 : nil }
    }

    mutating func put(_ index: CandidateIndex, for shape: RequestShape, of nodes: Int) {
        uses += 1
        if let number = numbers[shape] {
            entries[number].index = index
            entries[number].lastUse = uses
            return
        }
        let entry = Entry(shape: shape, index: index, lastUse: uses)
        let limits = Self.indexLimits
        let maximum = min(limits.upperBound, max(limits.lowerBound, maximumNodes / max(1, nodes)))
        if entries.count >= maximum, let least = entries.indices.min(by: { entries[$0].lastUse < entries[$1].lastUse })
        {
            numbers[entries[least].shape] = nil
            numbers[shape] = least
            entries[least] = entry
        } else {
            numbers[shape] = entries.count
            entries.append(entry)
        }
    }
}
