//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
internal import GRDB
package import Store

/// A store in one SQLite file, for one server process.
///
/// A commit that was answered is on disk. Commits that arrive while another is being written share one write, so that
/// many small ones cost few disk syncs.
package final class SQLiteStore: Store {
    private let file: StoreFile
    private let writer: CommitWriter
    private let feed: StoreChangeFeed

    /// Opens or makes the file, and locks it against other processes.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist. `-wal`, `-shm` and `.lock` files lie beside it.
    ///   - historyLimit: How many changes watches can lag behind.
    /// - Throws: `StoreError.failed`, which names the file: another process has it open, a newer version made it, it is
    ///   no store, or it cannot be opened.
    package init(path: String, historyLimit: Int = 10_000) throws {
        file = try StoreFile(path: path)
        let log = try file.read { try ChangeLog.load(from: $0, limit: historyLimit) }
        // The newest part of the log is kept in memory, for watches that keep up.
        feed = StoreChangeFeed(
            after: log.revision,
            maximumChanges: min(historyLimit, 1_000),
            maximumBytes: 8 << 20
        )
        writer = CommitWriter(file: file, log: log, feed: feed)
    }

    package func get(_ key: String) async throws -> StoreEntry? {
        try StoreLimits.check(key: key)
        return try await file.read { try EntryTable.entry(key, in: $0) }
    }

    package func list(prefix: String) async throws -> StoreSnapshot {
        try StoreLimits.check(prefix: prefix)
        return try await file.read { database in
            StoreSnapshot(
                entries: try EntryTable.entries(under: prefix, in: database),
                revision: try ChangeLog.state(in: database).revision
            )
        }
    }

    @discardableResult
    package func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64 {
        try StoreLimits.check(operations, conditions)
        return try await writer.commit(operations, if: conditions)
    }

    package func watch(prefix: String, after revision: Int64) -> AsyncThrowingStream<[StoreChange], any Error> {
        StoreWatch.stream(after: revision) { [feed, file] position in
            var position = position
            while true {
                if let batch = try await feed.next(prefix: prefix, after: position) {
                    return batch
                }
                let after = position
                switch try await file.read({ try ChangeLog.next(under: prefix, after: after, in: $0) }) {
                case .batch(let batch): return batch
                case .nothing(let upTo): position = upTo
                }
            }
        }
    }

    /// Finishes what was accepted, ends every watch and unlocks the file; later calls throw `StoreError.closed`.
    package func close() async {
        await writer.close()
        feed.close()
        file.close()
    }
}
