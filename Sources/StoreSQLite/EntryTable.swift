//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
internal import GRDB
import Store

/// The table of entries; keys compare by their bytes.
enum EntryTable {
    static func entry(_ key: String, in database: Database) throws -> StoreEntry? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM entries WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [key]).map(entry(of:))
    }

    static func entries(under prefix: String, in database: Database) throws -> [StoreEntry] {
        var found: [StoreEntry] = []
        try forEach(under: prefix, columns: "*", in: database) { found.append(entry(of: $0)) }
        return found
    }

    static func keys(under prefix: String, in database: Database) throws -> [String] {
        var found: [String] = []
        try forEach(under: prefix, columns: "key", in: database) { found.append($0["key"]) }
        return found
    }

    static func apply(_ change: StoreChange, in database: Database) throws {
        switch change {
        case .put(let entry):
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)")
                .execute(arguments: [entry.key, Data(entry.value), entry.createRevision, entry.modRevision])
        case .delete(let key, _):
            try database.cachedStatement(sql: "DELETE FROM entries WHERE key = ?").execute(arguments: [key])
        }
    }

    private static func forEach(
        under prefix: String,
        columns: String,
        in database: Database,
        _ body: (Row) throws -> Void
    ) throws {
        // The text after the last one with a prefix cannot always be written as text, so the end is found by looking.
        let statement = try database.cachedStatement(
            sql: "SELECT \(columns) FROM entries WHERE key >= ? ORDER BY key"
        )
        let rows = try Row.fetchCursor(statement, arguments: [prefix])
        let prefix = StoreKey(prefix)
        while let row = try rows.next(), StoreKey(row["key"]).hasPrefix(prefix) {
            try body(row)
        }
    }

    private static func entry(of row: Row) -> StoreEntry {
        StoreEntry(
            key: row["key"],
            value: Array(row["value"] as Data),
            createRevision: row["create_revision"],
            modRevision: row["mod_revision"]
        )
    }
}
