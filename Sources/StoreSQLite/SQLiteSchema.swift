//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
internal import GRDB
import Store

/// The tables, and how entries are read from and written to them.
enum SQLiteSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 entries") { database in
            try database.execute(
                sql: """
                    CREATE TABLE entries (
                        key TEXT PRIMARY KEY NOT NULL,
                        value BLOB NOT NULL,
                        create_revision INTEGER NOT NULL,
                        mod_revision INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL);
                    INSERT INTO meta VALUES (1, 0);
                    """
            )
        }
        return migrator
    }

    static func revision(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT revision FROM meta") ?? 0
    }

    static func entry(_ database: Database, _ key: String) throws -> StoreEntry? {
        try Row.fetchOne(database, sql: "SELECT * FROM entries WHERE key = ?", arguments: [key]).map(entry)
    }

    /// The entries under a prefix, by key ascending; SQLite compares text by its bytes.
    static func entries(_ database: Database, under prefix: String) throws -> [StoreEntry] {
        var found: [StoreEntry] = []
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT * FROM entries WHERE key >= ? ORDER BY key",
            arguments: [prefix]
        )
        while let row = try rows.next() {
            let entry = entry(row)
            guard StoreKey(entry.key).hasPrefix(StoreKey(prefix)) else { break }
            found.append(entry)
        }
        return found
    }

    static func apply(_ change: StoreChange, to database: Database) throws {
        switch change {
        case .put(let entry):
            try database.execute(
                sql: """
                    INSERT INTO entries (key, value, create_revision, mod_revision) VALUES (?, ?, ?, ?)
                    ON CONFLICT (key) DO UPDATE SET value = excluded.value,
                        create_revision = excluded.create_revision, mod_revision = excluded.mod_revision
                    """,
                arguments: [entry.key, Data(entry.value), entry.createRevision, entry.modRevision]
            )
        case .delete(let key, _):
            try database.execute(sql: "DELETE FROM entries WHERE key = ?", arguments: [key])
        }
    }

    static func setRevision(_ revision: Int64, in database: Database) throws {
        try database.execute(sql: "UPDATE meta SET revision = ?", arguments: [revision])
    }

    private static func entry(_ row: Row) -> StoreEntry {
        let value: Data = row["value"]
        return StoreEntry(
            key: row["key"],
            value: [UInt8](value),
            createRevision: row["create_revision"],
            modRevision: row["mod_revision"]
        )
    }
}
