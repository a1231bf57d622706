//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Decides what a commit does, the same for every store that holds its entries itself.
package enum StoreCommitPlan {
    /// Checks the conditions and works out the changes, one a key, by key ascending.
    ///
    /// `revision` is what the commit will have if it changes anything; when the result is empty, nothing changes and the
    /// store's revision must stay. `entry` and `keys` look at the state before the commit.
    ///
    /// Throws `StoreError.conflict` for the first condition that does not hold, and what the look-ups throw.
    package static func changes(
        of operations: [StoreOperation],
        if conditions: [StoreCondition],
        at revision: Int64,
        entry: (String) throws -> StoreEntry?,
        keys: (String) throws -> [String]
    ) throws -> [StoreChange] {
        for condition in conditions {
            guard try holds(condition, entry: entry) else {
                throw StoreError.conflict(key: condition.key)
            }
        }
        var changes: [StoreKey: StoreChange] = [:]
        func delete(_ key: String) throws {
            let old = try entry(key)
            changes[StoreKey(key)] = old == nil ? nil : .delete(key: key, revision: revision)
        }
        for operation in operations {
            switch operation {
            case .put(let key, let value):
                let created: Int64
                if case .delete? = changes[StoreKey(key)] {
                    created = revision
                } else {
                    created = try entry(key)?.createRevision ?? revision
                }
                let new = StoreEntry(key: key, value: value, createRevision: created, modRevision: revision)
                changes[StoreKey(key)] = .put(new)
            case .delete(let key):
                try delete(key)
            case .deletePrefix(let prefix):
                for key in changes.keys where key.hasPrefix(StoreKey(prefix)) {
                    try delete(key.text)
                }
                for key in try keys(prefix) {
                    try delete(key)
                }
            }
        }
        return changes.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func holds(_ condition: StoreCondition, entry: (String) throws -> StoreEntry?) throws -> Bool {
        let found = try entry(condition.key)
        return switch condition {
        case .absent: found == nil
        case .exists: found != nil
        case .revision(_, let revision): found?.modRevision == revision
        }
    }
}
