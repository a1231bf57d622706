//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// A store that lives as long as its process: for tests and simulations.
package final class InMemoryStore: Store {
    fileprivate struct State {
        /// Ascending by key.
        var entries: [StoreEntry] = []
        var revision: Int64 = 0
    }

    private let state = Mutex(State())
    private let feed: StoreChangeFeed

    /// Makes an empty store.
    ///
    /// - Parameter historyLimit: How many changes watches can lag behind.
    package init(historyLimit: Int = 10_000) {
        feed = StoreChangeFeed(after: 0, maximumChanges: historyLimit, maximumBytes: 64 << 20)
    }

    package func get(_ key: String) async throws -> StoreEntry? {
        try StoreLimits.check(key: key)
        return state.withLock { $0.entry(key) }
    }

    package func list(prefix: String) async throws -> StoreSnapshot {
        try StoreLimits.check(prefix: prefix)
        return state.withLock { state in
            StoreSnapshot(entries: Array(state.entries[state.range(of: prefix)]), revision: state.revision)
        }
    }

    @discardableResult
    package func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64 {
        try StoreLimits.check(operations, conditions)
        return try state.withLock { state in
            let revision = state.revision + 1
            let changes = try StoreCommitPlan.changes(
                of: operations,
                if: conditions,
                at: revision,
                entry: { state.entry($0) },
                keys: { state.entries[state.range(of: $0)].map(\.key) }
            )
            guard !changes.isEmpty else {
                return state.revision
            }
            for change in changes {
                state.apply(change)
            }
            state.revision = revision
            // Inside the lock, so that batches are published in the order of their revisions.
            feed.publish(StoreChangeBatch(revision: revision, changes: changes))
            return revision
        }
    }

    package func watch(prefix: String, after revision: Int64) -> AsyncThrowingStream<[StoreChange], any Error> {
        StoreWatch.stream(after: revision) { [feed] position in
            guard let batch = try await feed.next(prefix: prefix, after: position) else {
                throw StoreError.compacted(after: position, oldest: feed.floor)
            }
            return batch
        }
    }
}

extension InMemoryStore.State {
    fileprivate func entry(_ key: String) -> StoreEntry? {
        let index = firstIndex(notBefore: StoreKey(key))
        guard index < entries.endIndex, StoreKey(entries[index].key) == StoreKey(key) else {
            return nil
        }
        return entries[index]
    }

    fileprivate func range(of prefix: String) -> Range<Int> {
        let prefix = StoreKey(prefix)
        let start = firstIndex(notBefore: prefix)
        let rest = entries[start...]
        let end = rest.firstIndex { !StoreKey($0.key).hasPrefix(prefix) } ?? rest.endIndex
        return start..<end
    }

    fileprivate mutating func apply(_ change: StoreChange) {
        let index = firstIndex(notBefore: StoreKey(change.key))
        let isThere = index < entries.endIndex && StoreKey(entries[index].key) == StoreKey(change.key)
        switch (change, isThere) {
        case (.put(let entry), true): entries[index] = entry
        case (.put(let entry), false): entries.insert(entry, at: index)
        case (.delete, true): entries.remove(at: index)
        case (.delete, false): break
        }
    }

    /// The index of the first entry whose key is not before the given one, by binary search.
    private func firstIndex(notBefore key: StoreKey) -> Int {
        var low = entries.startIndex
        var high = entries.endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if StoreKey(entries[middle].key) < key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
