//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Keeps entries under path-like keys, with etcd's model of revisions.
///
/// A store has one revision, which begins at 0 and grows by one with each commit that changes something.
/// Every successful answer is durable as far as the store can make it so.
package protocol Store: Sendable {
    /// The entry of a key, or nil.
    func get(_ key: String) async throws -> StoreEntry?

    /// Every entry whose key begins with the prefix (the empty one: all), at one moment.
    func list(prefix: String) async throws -> StoreSnapshot

    /// Does all the operations, in order, or none of them.
    ///
    /// Conditions are checked against the state before the commit. When a key is touched more than once, the last
    /// operation counts and there is one change. A commit that changes nothing (no operations, or deletions of keys
    /// that are not there) leaves the revision as it is.
    ///
    /// - Returns: The store's revision after the commit.
    /// - Throws: `StoreError.conflict` for the first condition that does not hold, `.invalid` outside the limits.
    @discardableResult
    func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64

    /// The changes under a prefix after a revision, in order and without gaps; one element for each commit.
    ///
    /// Changes are fetched as the reader asks for them, so a reader that lags costs no memory. The stream ends when its
    /// reader's task is cancelled; it has one reader.
    ///
    /// - Throws (from the stream): `StoreError.compacted` when the history no longer reaches back that far, `.closed`
    ///   when the store is closed.
    func watch(prefix: String, after revision: Int64) -> AsyncThrowingStream<[StoreChange], any Error>
}

extension Store {
    /// Does the operations unconditionally.
    @discardableResult
    package func commit(_ operations: [StoreOperation]) async throws -> Int64 {
        try await commit(operations, if: [])
    }

    /// Puts a value, whether the key was there or not; returns the new revision.
    @discardableResult
    package func put(_ key: String, _ value: [UInt8]) async throws -> Int64 {
        try await commit([.put(key: key, value: value)], if: [])
    }

    /// Puts a value under a key that must not be there yet.
    ///
    /// - Throws: `StoreError.conflict` when it is.
    @discardableResult
    package func create(_ key: String, _ value: [UInt8]) async throws -> Int64 {
        try await commit([.put(key: key, value: value)], if: [.absent(key: key)])
    }

    /// Replaces the value of an entry that nobody changed since it was read.
    ///
    /// - Throws: `StoreError.conflict` when somebody did.
    @discardableResult
    package func replace(_ entry: StoreEntry, with value: [UInt8]) async throws -> Int64 {
        try await commit([.put(key: entry.key, value: value)], if: [.revision(key: entry.key, entry.modRevision)])
    }

    /// Deletes a key; no error when it is not there.
    @discardableResult
    package func delete(_ key: String) async throws -> Int64 {
        try await commit([.delete(key: key)], if: [])
    }

    /// Deletes every key that begins with the prefix.
    @discardableResult
    package func delete(prefix: String) async throws -> Int64 {
        try await commit([.deletePrefix(prefix)], if: [])
    }
}
