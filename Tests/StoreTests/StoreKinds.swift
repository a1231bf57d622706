//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Store

/// Every store that must pass the conformance tests.
enum StoreKind: CaseIterable {
    case inMemory

    /// Runs a test with a new, empty store that remembers `historyLimit` changes.
    func withStore<Result>(
        historyLimit: Int = 10_000,
        _ body: (any Store) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .inMemory:
            try await body(InMemoryStore(historyLimit: historyLimit))
        }
    }
}
