//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Store
import Testing

@testable import ControlPlane

@Suite struct StateFormatTests {
    @Test func anEmptyStateIsMarkedAndReadAgain() async throws {
        let repository = Repository(store: InMemoryStore())
        try await StateFormat.claim(repository)
        #expect(try await repository.get(StateFormat.self, StoreKeys.format) == .current)
        try await repository.put(["name": "a"], StoreKeys.cluster("c1"))
        try await StateFormat.claim(repository)
    }

    @Test func theStateOfAnotherVersionIsRefused() async throws {
        let later = Repository(store: InMemoryStore())
        try await later.put(StateFormat(number: 99), StoreKeys.format)
        try await refuses(later, "format 99")

        let unmarked = Repository(store: InMemoryStore())
        try await unmarked.put(["name": "a"], StoreKeys.cluster("c1"))
        try await refuses(unmarked, "before the first numbered one")
        #expect(try await unmarked.store.get(StoreKeys.format) == nil, "nothing is changed")
    }

    private func refuses(_ repository: Repository, _ text: String) async throws {
        let error = await #expect(throws: ControlPlaneError.self) { try await StateFormat.claim(repository) }
        let message = try #require(error).message
        #expect(message.contains(text) && message.contains("empty data directory"), "\(message)")
    }
}
