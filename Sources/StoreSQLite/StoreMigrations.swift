//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

internal import GRDB

/// The steps that make the tables; a step that was released is never changed.
enum StoreMigrations {
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
        migrator.registerMigration("2 history") { database in
            try database.execute(
                sql: """
                    -- value and create_revision are null for a deletion
                    CREATE TABLE changes (
                        revision INTEGER NOT NULL,
                        ordinal INTEGER NOT NULL,
                        key TEXT NOT NULL,
                        value BLOB,
                        create_revision INTEGER,
                        PRIMARY KEY (revision, ordinal)
                    );
                    -- the table changes holds every change after this revision
                    ALTER TABLE meta ADD COLUMN history_floor INTEGER NOT NULL DEFAULT 0;
                    UPDATE meta SET history_floor = revision;
                    """
            )
        }
        return migrator
    }
}
