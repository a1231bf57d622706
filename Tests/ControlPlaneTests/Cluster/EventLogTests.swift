//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Store
import Testing

@testable import ControlPlane

@Suite struct EventLogTests {
    @Test func eventsComeInOrderAndAfterOne() async throws {
        let log = try await makeLog(InMemoryStore())
        for number in 1...5 { await log.record("test", "\(number)", about: .init(project: number < 4 ? "a" : "b")) }
        #expect(try await all(log.stream(project: nil, after: nil, follow: false)).map(\.id) == [1, 2, 3, 4, 5])
        #expect(try await all(log.stream(project: nil, after: 3, follow: false)).map(\.id) == [4, 5])
        #expect(try await all(log.stream(project: "a", after: 1, follow: false)).map(\.id) == [2, 3])
        #expect(try await all(log.stream(project: nil, after: 9, follow: false)).isEmpty)
    }

    @Test func aFollowerGetsWhatWasAndWhatComes() async throws {
        let log = try await makeLog(InMemoryStore())
        await log.record("test", "1", about: .init(project: "a"))
        var everything = await log.stream(project: nil, after: nil, follow: true).makeAsyncIterator()
        var own = await log.stream(project: "a", after: nil, follow: true).makeAsyncIterator()
        await log.record("test", "2", about: .init(project: "b"))
        await log.record("test", "3", about: .init(project: "a"))
        for id in 1...3 { #expect(try await everything.next()?.id == Int64(id)) }
        for id in [1, 3] { #expect(try await own.next()?.id == Int64(id)) }
    }

    @Test func onlyTheLastThousandAreKept() async throws {
        let store = InMemoryStore()
        let log = try await makeLog(store)
        let saving = Task { await log.run() }
        let count = EventLog.capacity + 10
        for number in 1...count { await log.record("test", "\(number)") }
        let kept = try await all(log.stream(project: nil, after: nil, follow: false))
        #expect(kept.map(\.id) == (11...Int64(count)).map { $0 })
        try await eventually("the Store has the last thousand") {
            let entries = try await store.list(prefix: "").entries
            return entries.count == EventLog.capacity && entries.last?.key.hasSuffix("0\(count)") ?? false
        }
        saving.cancel()
        await saving.value

        let again = try await makeLog(store)
        #expect(try await all(again.stream(project: nil, after: nil, follow: false)) == kept)
        await again.record("test", "next")
        #expect(
            try await all(again.stream(project: nil, after: Int64(count), follow: false)).map(\.message) == ["next"]
        )
    }

    private func makeLog(_ store: any Store) async throws -> EventLog {
        try await EventLog(cluster: "c1", repository: Repository(store: store), clock: { Timestamp(seconds: 0) })
    }

    private func all(_ stream: AsyncThrowingStream<EventObject, any Error>) async throws -> [EventObject] {
        try await stream.reduce(into: []) { $0.append($1) }
    }
}
