//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
internal import GRDB
import Store

/// The table of recent changes, bounded by their number and bytes, and the store's revision.
struct ChangeLog {
    /// The size of one commit in the log.
    private struct Item {
        var revision: Int64
        var changes: Int
        var bytes: Int
    }

    enum Next {
        case batch(StoreChangeBatch)
        /// There is none up to this revision.
        case nothing(upTo: Int64)
    }

    /// Most bytes of keys and values in the log.
    private static let maximumBytes = 256 << 20

    /// The store's revision.
    private(set) var revision: Int64
    private var floor: Int64
    private var items: [Item]
    private var changeCount: Int
    private var byteCount: Int
    private let limit: Int

    static func state(in database: Database) throws -> (revision: Int64, floor: Int64) {
        let row = try Row.fetchOne(database.cachedStatement(sql: "SELECT revision, history_floor FROM meta"))
        guard let row else {
            throw StoreError.failed("store: its state is missing; restore a backup")
        }
        return (row["revision"], row["history_floor"])
    }

    static func load(from database: Database, limit: Int) throws -> ChangeLog {
        let state = try state(in: database)
        let items = try Row.fetchAll(
            database,
            sql: """
                SELECT revision, count(*) AS changes, sum(length(CAST(key AS BLOB)) + coalesce(length(value), 0)) AS bytes
                FROM changes GROUP BY revision ORDER BY revision
                """
        )
        .map { Item(revision: $0["revision"], changes: $0["changes"], bytes: $0["bytes"]) }
        return ChangeLog(
            revision: state.revision,
            floor: state.floor,
            items: items,
            changeCount: items.reduce(0) { $0 + $1.changes },
            byteCount: items.reduce(0) { $0 + $1.bytes },
            limit: limit
        )
    }

    /// Adds a commit's changes and drops the oldest commits beyond the limits.
    mutating func append(_ batch: StoreChangeBatch, in database: Database) throws {
        let insert = try database.cachedStatement(sql: "INSERT INTO changes VALUES (?, ?, ?, ?, ?)")
        for (ordinal, change) in batch.changes.enumerated() {
            switch change {
            case .put(let entry):
                try insert.execute(
                    arguments: [batch.revision, ordinal, entry.key, Data(entry.value), entry.createRevision]
                )
            case .delete(let key, _):
                try insert.execute(arguments: [batch.revision, ordinal, key, nil, nil])
            }
        }
        revision = batch.revision
        items.append(Item(revision: batch.revision, changes: batch.changes.count, bytes: batch.byteCount))
        changeCount += batch.changes.count
        byteCount += batch.byteCount
        try trim(in: database)
        try database.cachedStatement(sql: "UPDATE meta SET revision = ?, history_floor = ?")
            .execute(arguments: [revision, floor])
    }

    private mutating func trim(in database: Database) throws {
        var dropped = 0
        while changeCount > limit || byteCount > Self.maximumBytes, dropped < items.count {
            changeCount -= items[dropped].changes
            byteCount -= items[dropped].bytes
            floor = items[dropped].revision
            dropped += 1
        }
        if dropped > 0 {
            items.removeFirst(dropped)
            try database.cachedStatement(sql: "DELETE FROM changes WHERE revision <= ?").execute(arguments: [floor])
        }
    }

    /// The first commit after a revision that changed something under a prefix.
    ///
    /// - Throws: `StoreError.compacted` when the log does not reach back that far.
    static func next(under prefix: String, after revision: Int64, in database: Database) throws -> Next {
        let state = try state(in: database)
        guard revision >= state.floor else {
            throw StoreError.compacted(after: revision, oldest: state.floor)
        }
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT * FROM changes WHERE revision > ? ORDER BY revision, ordinal"),
            arguments: [revision]
        )
        let prefix = StoreKey(prefix)
        var batch: StoreChangeBatch?
        while let row = try rows.next() {
            let revision: Int64 = row["revision"]
            if let batch, batch.revision != revision { break }
            guard StoreKey(row["key"]).hasPrefix(prefix) else { continue }
            let found = batch ?? StoreChangeBatch(revision: revision, changes: [])
            batch = StoreChangeBatch(revision: revision, changes: found.changes + [change(of: row)])
        }
        return batch.map { .batch($0) } ?? .nothing(upTo: state.revision)
    }

    private static func change(of row: Row) -> StoreChange {
        guard let value = row["value"] as Data?, let createRevision = row["create_revision"] as Int64? else {
            return .delete(key: row["key"], revision: row["revision"])
        }
        return .put(
            StoreEntry(
                key: row["key"],
                value: Array(value),
                createRevision: createRevision,
                modRevision: row["revision"]
            )
        )
    }
}
