//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Store
import Testing

/// What every store must do; runs against each kind.
@Suite struct StoreConformanceTests {
    @Test(arguments: StoreKind.allCases)
    func putsAndGets(kind: StoreKind) async throws {
        try await kind.withStore { store in
            #expect(try await store.get("/a") == nil)
            #expect(try await store.put("/a", [1]) == 1)
            #expect(try await store.put("/b", []) == 2)
            #expect(try await store.put("/a", [2]) == 3)
            let a = try await store.get("/a")
            #expect(a == StoreEntry(key: "/a", value: [2], createRevision: 1, modRevision: 3))
            let b = try await store.get("/b")
            #expect(b == StoreEntry(key: "/b", value: [], createRevision: 2, modRevision: 2))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listsUnderAPrefixInOrderOfBytes(kind: StoreKind) async throws {
        try await kind.withStore { store in
            // "é" composed and decomposed are one text to Swift, but two keys; "_" and "%" are no wildcards.
            let keys = [
                "/x/b", "/x/a", "/x/_", "/x/%", "/x/e\u{301}", "/x/\u{e9}", "/x0", "/X/a", "/x", "/x/\u{10FFFF}",
            ]
            for key in keys {
                try await store.put(key, Array(key.utf8))
            }
            let found = try await store.list(prefix: "/x/")
            #expect(found.revision == Int64(keys.count))
            let expected = keys.filter { $0.utf8.starts(with: "/x/".utf8) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(found.entries.map { Array($0.key.utf8) } == expected.map { Array($0.utf8) })
            #expect(try await store.list(prefix: "").entries.count == keys.count)
            #expect(try await store.list(prefix: "/x/\u{10FFFF}").entries.count == 1)
            #expect(try await store.list(prefix: "/y").entries.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func commitsAllOrNothing(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.put("/a", [1])
            await #expect(throws: StoreError.conflict(key: "/b")) {
                try await store.commit(
                    [.put(key: "/c", value: [1]), .delete(key: "/a")],
                    if: [.exists(key: "/a"), .exists(key: "/b")]
                )
            }
            #expect(try await store.list(prefix: "").entries.map(\.key) == ["/a"])
            let revision = try await store.commit(
                [.put(key: "/c", value: [1]), .put(key: "/b", value: [2]), .delete(key: "/a")],
                if: [.exists(key: "/a"), .absent(key: "/b"), .revision(key: "/a", 1)]
            )
            #expect(revision == 2)
            let all = try await store.list(prefix: "")
            #expect(all.entries.map(\.key) == ["/b", "/c"])
            #expect(all.entries.allSatisfy { $0.createRevision == 2 && $0.modRevision == 2 })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func checksEachKindOfCondition(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create("/a", [1])
            await #expect(throws: StoreError.conflict(key: "/a")) { try await store.create("/a", [2]) }
            let read = try #require(try await store.get("/a"))
            try await store.replace(read, with: [2])
            await #expect(throws: StoreError.conflict(key: "/a")) { try await store.replace(read, with: [3]) }
            try await store.delete("/a")
            await #expect(throws: StoreError.conflict(key: "/a")) {
                try await store.commit([], if: [.revision(key: "/a", 2)])
            }
            await #expect(throws: StoreError.conflict(key: "/a")) {
                try await store.commit([], if: [.exists(key: "/a")])
            }
            #expect(try await store.commit([], if: [.absent(key: "/a")]) == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func deletesAndCreatesAgain(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.put("/a/1", [1])
            try await store.put("/a/2", [1])
            try await store.put("/b", [1])
            #expect(try await store.delete(prefix: "/a/") == 4)
            #expect(try await store.delete("/a/1") == 4, "deleting nothing must not make a revision")
            #expect(try await store.delete(prefix: "/zzz") == 4)
            #expect(try await store.list(prefix: "").entries.map(\.key) == ["/b"])
            try await store.put("/a/1", [2])
            #expect(try await store.get("/a/1")?.createRevision == 5)
            try await store.delete(prefix: "")
            #expect(try await store.list(prefix: "") == StoreSnapshot(entries: [], revision: 6))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theLastOperationOnAKeyCounts(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.put("/a/1", [1])
            try await store.put("/a/2", [1])
            try await store.commit([
                .put(key: "/a/9", value: [9]), .deletePrefix("/a/"), .put(key: "/a/1", value: [2]),
                .put(key: "/n", value: [1]), .delete(key: "/n"), .put(key: "/a/3", value: [3]),
                .put(key: "/a/3", value: [4]),
            ])
            let stream = store.watch(prefix: "", after: 2)
            let first = try await firstElement(of: stream)
            #expect(
                first == [
                    .put(StoreEntry(key: "/a/1", value: [2], createRevision: 3, modRevision: 3)),
                    .delete(key: "/a/2", revision: 3),
                    .put(StoreEntry(key: "/a/3", value: [4], createRevision: 3, modRevision: 3)),
                ]
            )
        }
    }

    @Test(arguments: StoreKind.allCases)
    func refusesWhatIsOutsideTheLimits(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let long = String(repeating: "k", count: StoreLimits.keyBytes)
            let large = [UInt8](repeating: 7, count: StoreLimits.valueBytes)
            try await store.put(long, large)
            #expect(try await store.get(long)?.value.count == large.count)
            for key in ["", long + "k", "a\0b"] {
                await #expect(throws: StoreError.self) { try await store.put(key, []) }
                await #expect(throws: StoreError.self) { try await store.get(key) }
                await #expect(throws: StoreError.self) { try await store.commit([], if: [.absent(key: key)]) }
            }
            await #expect(throws: StoreError.self) { try await store.put("/a", large + [7]) }
            await #expect(throws: StoreError.self) { try await store.list(prefix: long + "k") }
            let many = [StoreOperation](repeating: .delete(key: "/a"), count: StoreLimits.commitItems + 1)
            await #expect(throws: StoreError.self) { try await store.commit(many) }
            #expect(try await store.list(prefix: "").revision == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func concurrentIncrementsLoseNothing(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.create("/counter", [0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        while true {
                            guard let entry = try await store.get("/counter") else { return }
                            do {
                                try await store.replace(entry, with: [entry.value[0] + 1])
                                return
                            } catch StoreError.conflict {
                                continue
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let entry = try #require(try await store.get("/counter"))
            #expect(entry.value == [20])
            #expect(entry.modRevision == 21)
        }
    }
}

/// The first element of a stream.
func firstElement<Element>(of stream: AsyncThrowingStream<Element, any Error>) async throws -> Element? {
    var iterator = stream.makeAsyncIterator()
    return try await iterator.next()
}
