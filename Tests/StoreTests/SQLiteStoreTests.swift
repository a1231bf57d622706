//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import GRDB
import Store
import StoreSQLite
import Testing

/// What is special about the SQLite store; the rest is in the conformance tests.
@Suite struct SQLiteStoreTests {
    @Test func findsEverythingAgain() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let first = try SQLiteStore(path: path)
            try await first.put("/a", [1])
            try await first.put("/a", [2])
            try await first.put("/b", [1])
            try await first.delete("/b")
            await first.close()

            let second = try SQLiteStore(path: path)
            let all = try await second.list(prefix: "")
            #expect(all.revision == 4)
            #expect(all.entries == [StoreEntry(key: "/a", value: [2], createRevision: 1, modRevision: 2)])
            // The history outlives the process, too.
            let change = try await firstElement(of: second.watch(prefix: "/b", after: 3))
            #expect(change == [.delete(key: "/b", revision: 4)])
            #expect(try await second.put("/c", []) == 5)
            await second.close()
        }
    }

    @Test func historyStaysBoundedAfterReopening() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            for round in UInt8(0)..<3 {
                let store = try SQLiteStore(path: path, historyLimit: 4)
                for number in UInt8(0)..<3 {
                    try await store.put("/a", [round, number])
                }
                await store.close()
            }
            let store = try SQLiteStore(path: path, historyLimit: 4)
            await #expect(throws: StoreError.compacted(after: 4, oldest: 5)) {
                try await firstElement(of: store.watch(prefix: "", after: 4))
            }
            #expect(try await firstElement(of: store.watch(prefix: "", after: 5))?.first?.revision == 6)
            await store.close()
        }
    }

    @Test func watchesReadOldChangesFromTheFile() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder + "/store.sqlite")
            for commit in 0..<60 {
                let others = (0..<50).map { StoreOperation.put(key: "/other/\(commit)/\($0)", value: []) }
                try await store.commit(commit % 2 == 0 ? [.put(key: "/seldom", value: [])] + others : others)
            }
            // Memory holds the last thousand changes; this watch begins before and must go on from file to memory.
            var seen: [Int64] = []
            for try await changes in store.watch(prefix: "/seldom", after: 0) {
                seen += changes.map(\.revision)
                if seen.count == 30 { break }
            }
            let expected = (0..<Int64(30)).map { $0 * 2 + 1 }
            #expect(seen == expected)
            await store.close()
        }
    }

    @Test func onlyOneProcessMayOpenIt() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let first = try SQLiteStore(path: path)
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
            #expect(error?.description.contains(path) == true)
            #expect(error?.description.contains("another process") == true)
            await first.close()
            await (try SQLiteStore(path: path)).close()
        }
    }

    @Test func refusesAFileOfANewerVersion() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            await (try SQLiteStore(path: path)).close()
            let database = try DatabaseQueue(path: path)
            try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 from the future')") }
            try database.close()
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
            #expect(error?.description.contains("newer version") == true)
            #expect(error?.description.contains(path) == true)
        }
    }

    @Test func takesOverAFileFromBeforeTheHistory() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(path: path)
            try await store.put("/a", [1])
            try await store.put("/a", [2])
            await store.close()
            let database = try DatabaseQueue(path: path)
            try await database.write { database in
                try database.execute(
                    sql: """
                        DROP TABLE changes;
                        ALTER TABLE meta DROP COLUMN history_floor;
                        DELETE FROM grdb_migrations WHERE identifier = '2 history';
                        """
                )
            }
            try database.close()
            let again = try SQLiteStore(path: path)
            #expect(try await again.get("/a")?.value == [2])
            await #expect(throws: StoreError.compacted(after: 1, oldest: 2)) {
                try await firstElement(of: again.watch(prefix: "", after: 1))
            }
            #expect(try await again.put("/a", [3]) == 3)
            #expect(try await firstElement(of: again.watch(prefix: "", after: 2))?.count == 1)
            await again.close()
        }
    }

    @Test func refusesWhatIsNoStore() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            try Data(repeating: 7, count: 8_192).write(to: URL(filePath: path))
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
            #expect(error?.description.contains("no store") == true)
            #expect(throws: StoreError.self) { try SQLiteStore(path: folder + "/missing/store.sqlite") }
        }
    }

    @Test func onlyTheOwnerMayReadIt() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder + "/store.sqlite")
            try await store.put("/a", [1])
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
            }
            await store.close()
        }
    }

    @Test func closingEndsWatchesAndFinishesCommits() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteStore(path: path)
            let watcher = Task { try await firstElement(of: store.watch(prefix: "/never", after: 0)) }
            let commits = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask { (try? await store.put("/k/\(number)", [])) != nil }
                }
                group.addTask {
                    await store.close()
                    return false
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            await #expect(throws: StoreError.closed) { try await watcher.value }
            await #expect(throws: StoreError.closed) { try await store.put("/a", []) }
            await #expect(throws: StoreError.closed) { try await store.get("/a") }
            let again = try SQLiteStore(path: path)
            #expect(try await again.list(prefix: "/k/").entries.count == commits)
            await again.close()
        }
    }

    @Test func aCancelledCallerDoesNotDisturbOthers() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder + "/store.sqlite")
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let task = Task { try await store.put("/cancelled/\(number)", []) }
                        task.cancel()
                        _ = await task.result
                    }
                    group.addTask {
                        await #expect(throws: Never.self) { try await store.put("/kept/\(number)", []) }
                    }
                }
            }
            #expect(try await store.list(prefix: "/kept/").entries.count == 50)
            await store.close()
        }
    }
}
