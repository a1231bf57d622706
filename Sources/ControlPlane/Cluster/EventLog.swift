//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Store

/// What happened in a cluster: the last thousand events, kept in the Store, and followed live.
actor EventLog {
    static let capacity = 1_000

    private let cluster: ClusterID
    private let repository: Repository
    private let clock: @Sendable () -> Timestamp
    private var events: [EventObject]
    private var lastID: Int64
    private var followers: [Int: AsyncThrowingStream<EventObject, any Error>.Continuation] = [:]
    private var nextFollower = 0
    private var unsaved: [EventObject] = []
    private let saveSignals: AsyncStream<Void>
    private let saveSignal: AsyncStream<Void>.Continuation

    init(cluster: ClusterID, repository: Repository, clock: @escaping @Sendable () -> Timestamp) async throws {
        self.cluster = cluster
        self.repository = repository
        self.clock = clock
        events = try await repository.list(EventObject.self, prefix: StoreKeys.events(cluster))
        lastID = events.last?.id ?? 0
        (saveSignals, saveSignal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Saves what is recorded, until cancelled; what the Store refuses is tried again after a while.
    func run() async {
        for await _ in saveSignals {
            var attempts = 0
            while !Task.isCancelled, await !save() {
                try? await Task.sleep(for: RetryDelay().after(attempts: attempts))
                attempts += 1
            }
        }
    }

    /// What an event is about; what is empty doesn't apply.
    struct Subject: Sendable {
        var project = ""
        var service = ""
        var container = ""
        var node = ""
    }

    func record(_ action: String, _ message: String, level: String = "info", about subject: Subject = Subject()) {
        lastID += 1
        var event = EventObject(
            id: lastID,
            time: clock().description,
            level: level,
            action: action,
            message: message
        )
        event.project = subject.project
        event.service = subject.service
        event.container = subject.container
        event.node = subject.node
        events.append(event)
        if events.count > Self.capacity { events.removeFirst(events.count - Self.capacity) }
        unsaved.append(event)
        for follower in followers.values { follower.yield(event) }
        saveSignal.yield()
    }

    /// The events after one, oldest first, the last `tail` of them; with `follow`, those to come as well.
    func stream(
        project: String?,
        after: Int64?,
        tail: Int? = nil,
        follow: Bool
    ) -> AsyncThrowingStream<EventObject, any Error> {
        let (all, continuation) = AsyncThrowingStream.makeStream(
            of: EventObject.self,
            bufferingPolicy: .bufferingNewest(Self.capacity)
        )
        let past = events.filter { $0.id > after ?? 0 && (project == nil || $0.project == project) }
        for event in past.suffix(tail ?? past.count) { continuation.yield(event) }
        guard follow else {
            continuation.finish()
            return all
        }
        let key = nextFollower
        nextFollower += 1
        followers[key] = continuation
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            // The stream's end is told synchronously; the actor forgets it when its turn comes.
            Task { await self.forget(key) }
        }
        guard let project else { return all }
        return AsyncThrowingStream { output in
            let task = Task {
                do {
                    for try await event in all where event.project == project { output.yield(event) }
                    output.finish()
                } catch {
                    output.finish(throwing: error)
                }
            }
            output.onTermination = { _ in task.cancel() }
        }
    }

    private func forget(_ key: Int) { followers[key] = nil }

    /// Whether nothing is left to save.
    private func save() async -> Bool {
        let batch = unsaved
        unsaved = []
        guard !batch.isEmpty else { return true }
        do {
            var operations: [StoreOperation] = []
            for event in batch {
                operations.append(
                    .put(key: StoreKeys.event(cluster, event.id), value: try Repository.encode(event))
                )
                let expired = event.id - Int64(Self.capacity)
                if expired > 0 { operations.append(.delete(key: StoreKeys.event(cluster, expired))) }
            }
            try await repository.store.commit(operations)
            return unsaved.isEmpty
        } catch {
            // It was shown to whoever follows, and work goes on without it. What nobody can read any more is let go.
            unsaved = (batch + unsaved).suffix(Self.capacity)
            return false
        }
    }
}
