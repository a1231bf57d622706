//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Store
import Testing

/// What watches of every store must do.
@Suite struct StoreWatchTests {
    @Test(arguments: StoreKind.allCases)
    func deliversOldAndNewCommitsInOrder(kind: StoreKind) async throws {
        try await kind.withStore { store in
            try await store.put("/a/1", [1])
            try await store.put("/b/1", [1])
            try await store.commit([.put(key: "/a/2", value: [2]), .put(key: "/b/2", value: [2])])
            let stream = store.watch(prefix: "/a/", after: 0)
            try await withThrowingTaskGroup(of: [[StoreChange]].self) { group in
                group.addTask {
                    var seen: [[StoreChange]] = []
                    for try await changes in stream {
                        seen.append(changes)
                        if seen.count == 4 { break }
                    }
                    return seen
                }
                try await store.put("/b/3", [3])
                try await store.put("/a/1", [3])
                try await store.delete(prefix: "/a/")
                let seen = try await group.next()
                #expect(
                    seen == [
                        [.put(StoreEntry(key: "/a/1", value: [1], createRevision: 1, modRevision: 1))],
                        [.put(StoreEntry(key: "/a/2", value: [2], createRevision: 3, modRevision: 3))],
                        [.put(StoreEntry(key: "/a/1", value: [3], createRevision: 1, modRevision: 5))],
                        [.delete(key: "/a/1", revision: 6), .delete(key: "/a/2", revision: 6)],
                    ]
                )
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func listThenWatchMissesNothingWhileOthersWrite(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let writes = 200
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for number in 0..<(writes / 4) {
                            try await store.put("/k/\(writer)/\(number)", [])
                        }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        let start = try await store.list(prefix: "/k/")
                        var seen = start.entries.count
                        var last = start.revision
                        guard seen < writes else { return }
                        for try await changes in store.watch(prefix: "/k/", after: start.revision) {
                            for change in changes {
                                #expect(change.revision == last + 1)
                                last = change.revision
                            }
                            seen += changes.count
                            if seen == writes { break }
                        }
                        #expect(seen == writes)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func reportsAHistoryThatIsGone(kind: StoreKind) async throws {
        try await kind.withStore(historyLimit: 3) { store in
            for number in UInt8(1)...10 {
                try await store.put("/a", [number])
            }
            await #expect(throws: StoreError.compacted(after: 6, oldest: 7)) {
                try await firstElement(of: store.watch(prefix: "/a", after: 6))
            }
            let first = try await firstElement(of: store.watch(prefix: "/a", after: 7))
            #expect(first?.map(\.revision) == [8])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func endsWhenItsReaderIsCancelled(kind: StoreKind) async throws {
        try await kind.withStore { store in
            let reader = Task {
                do {
                    for try await _ in store.watch(prefix: "", after: 0) {}
                } catch is CancellationError {}
            }
            reader.cancel()
            try await reader.value
        }
    }
}
