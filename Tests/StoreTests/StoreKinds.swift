//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Store
import StoreSQLite

/// Every store that must pass the conformance tests.
enum StoreKind: CaseIterable {
    case inMemory
    case sqlite

    /// Runs a test with a new, empty store that remembers `historyLimit` changes.
    func withStore<Result>(
        historyLimit: Int = 10_000,
        _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .inMemory:
            try await body(InMemoryStore(historyLimit: historyLimit))
        case .sqlite:
            try await withTemporaryFolder { folder in
                let store = try SQLiteStore(path: folder + "/store.sqlite", historyLimit: historyLimit)
                do {
                    let result = try await body(store)
                    await store.close()
                    return result
                } catch {
                    await store.close()
                    throw error
                }
            }
        }
    }
}

/// Runs a test with a new folder, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
