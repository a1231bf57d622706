//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

internal import GRDB
package import Store

/// A store in one SQLite file of this machine.
///
/// An answered commit is on the disk: the journal is a write-ahead log, synchronised in full. Commits that come while
/// one is being written share the next write. Watches reach back to the store's opening; older history is `compacted`.
package final class SQLiteStore: Store {
    private static let history = 10_000
    private static let historyBytes = 64 << 20

    private let database: DatabasePool
    private let feed: StoreChangeFeed
    private let writer: CommitWriter
    /// Held for as long as the store is open.
    private let lock: FileLock

    /// Opens the file, or makes it.
    ///
    /// - Parameter path: The file, readable by its owner alone; SQLite puts two more beside it.
    /// - Throws: `StoreError.failed` when another process has it open, when a newer Gantry made it, or when it can't be
    ///   read or written.
    package init(path: String) async throws {
        lock = try FileLock(path: path + ".lock", for: path)
        do {
            try FileLock.makePrivateFile(path)
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            database = try DatabasePool(path: path, configuration: configuration)
            let isNewer = try await database.read { try SQLiteSchema.migrator.hasBeenSuperseded($0) }
            guard !isNewer else {
                throw StoreError.failed("state \(path): a newer version of Gantry wrote it; start that version")
            }
            try SQLiteSchema.migrator.migrate(database)
            let revision = try await database.read { try SQLiteSchema.revision($0) }
            feed = StoreChangeFeed(after: revision, maximumChanges: Self.history, maximumBytes: Self.historyBytes)
            writer = CommitWriter(database: database, feed: feed)
        } catch let error as DatabaseError {
            throw StoreError.failed(
                "state \(path): \(error.message ?? "can't be used"); check the disk and the file's owner"
            )
        }
    }

    package func get(_ key: String) async throws -> StoreEntry? {
        try StoreLimits.check(key: key)
        return try await read { try SQLiteSchema.entry($0, key) }
    }

    package func list(prefix: String) async throws -> StoreSnapshot {
        try StoreLimits.check(prefix: prefix)
        return try await read { database in
            StoreSnapshot(
                entries: try SQLiteSchema.entries(database, under: prefix),
                revision: try SQLiteSchema.revision(database)
            )
        }
    }

    @discardableResult
    package func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64 {
        try StoreLimits.check(operations, conditions)
        return try await writer.commit(operations, if: conditions)
    }

    package func watch(prefix: String, after revision: Int64) -> AsyncThrowingStream<[StoreChange], any Error> {
        StoreWatch.stream(after: revision) { [feed] position in
            guard let batch = try await feed.next(prefix: prefix, after: position) else {
                throw StoreError.compacted(after: position, oldest: feed.floor)
            }
            return batch
        }
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.read(body)
        } catch let error as DatabaseError {
            throw StoreError.failed("state: can't be read: \(error.message ?? "\(error.resultCode)"); check the disk")
        }
    }
}
