//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Store

/// Reads and writes records as JSON in the Store.
struct Repository: Sendable {
    let store: any Store

    func get<Record: Decodable>(_ type: Record.Type, _ key: String) async throws -> Record? {
        guard let entry = try await store.get(key) else { return nil }
        return try Self.decode(type, entry)
    }

    func list<Record: Decodable>(_ type: Record.Type, prefix: String) async throws -> [Record] {
        try await store.list(prefix: prefix).entries.map { try Self.decode(type, $0) }
    }

    func put(_ record: some Encodable, _ key: String) async throws {
        try await store.put(key, Self.encode(record))
    }

    /// Puts a record under a key that must be free.
    func create(_ record: some Encodable, _ key: String) async throws {
        try await store.create(key, Self.encode(record))
    }

    /// Puts a record in place of the one there is; does nothing when that was deleted.
    ///
    /// - Throws: `StoreError.conflict` when somebody else changed it meanwhile.
    func update(_ record: some Encodable, _ key: String) async throws {
        guard let entry = try await store.get(key) else { return }
        try await store.replace(entry, with: Self.encode(record))
    }

    static func encode(_ record: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(record))
    }

    static func decode<Record: Decodable>(_ type: Record.Type, _ entry: StoreEntry) throws -> Record {
        do {
            return try JSONDecoder().decode(type, from: Data(entry.value))
        } catch {
            throw ControlPlaneError(
                .internal,
                "state '\(entry.key)': can't be read as \(type): \(error); restore the state from a backup"
            )
        }
    }
}
