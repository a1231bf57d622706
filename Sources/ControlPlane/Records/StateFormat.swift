//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Store

/// The form in which records are in the Store.
///
/// The number grows with every change of a record that leaves what was stored before unreadable, so that a server says
/// so before it does anything, instead of failing at some record in the middle of it.
struct StateFormat: Codable, Hashable {
    static let current = StateFormat(number: 1)

    var number: Int

    /// Marks an empty state as this version's, and refuses one that another version wrote.
    ///
    /// - Throws: `ControlPlaneError` that names both forms.
    static func claim(_ repository: Repository) async throws {
        let found = try await repository.get(StateFormat.self, StoreKeys.format)
        if found == current { return }
        let isEmpty = try await repository.store.list(prefix: StoreKeys.clusters).entries.isEmpty
        guard found == nil, isEmpty else {
            let written = found.map { "format \($0.number)" } ?? "a format before the first numbered one"
            throw ControlPlaneError(
                .internal,
                "state: is in \(written), and this version of Gantry reads format \(current.number); start the version "
                    + "that wrote it, or give the server an empty data directory and deploy the applications again"
            )
        }
        try await repository.put(current, StoreKeys.format)
    }
}
