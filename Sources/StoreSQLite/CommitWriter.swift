//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

internal import GRDB
import Store

/// Writes commits one after the other; those that wait at the same time share a transaction.
actor CommitWriter {
    private struct Request: Sendable {
        var operations: [StoreOperation]
        var conditions: [StoreCondition]
        var answer: CheckedContinuation<Int64, any Error>
    }

    /// Most commits in one transaction.
    private static let maximumGroup = 256

    private let file: StoreFile
    private let feed: StoreChangeFeed
    private var log: ChangeLog
    private var waiting: [Request] = []
    private var isWriting = false
    private var isClosed = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    init(file: StoreFile, log: ChangeLog, feed: StoreChangeFeed) {
        self.file = file
        self.log = log
        self.feed = feed
    }

    func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64 {
        try Task.checkCancellation()
        guard !isClosed else { throw StoreError.closed }
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Request(operations: operations, conditions: conditions, answer: answer))
            if !isWriting {
                isWriting = true
                // Not a child of the first caller: its cancellation must not end the others' commits.
                Task { await drain() }
            }
        }
    }

    /// Refuses new commits and waits until those accepted are written.
    func close() async {
        isClosed = true
        if isWriting {
            await withCheckedContinuation { closers.append($0) }
        }
    }

    private func drain() async {
        while !waiting.isEmpty {
            let group = Array(waiting.prefix(Self.maximumGroup))
            waiting.removeFirst(group.count)
            await write(group)
        }
        isWriting = false
        for closer in closers {
            closer.resume()
        }
        closers = []
    }

    private func write(_ group: [Request]) async {
        let before = log
        do {
            let (after, results) = try await file.write { [requests = group.map { ($0.operations, $0.conditions) }] in
                try Self.apply(requests, log: before, in: $0)
            }
            log = after
            for (request, result) in zip(group, results) {
                if case .success(let outcome) = result, let batch = outcome.batch {
                    feed.publish(batch)
                }
                request.answer.resume(with: result.map(\.revision))
            }
        } catch {
            for request in group {
                request.answer.resume(throwing: error)
            }
        }
    }

    private struct Outcome: Sendable {
        var revision: Int64
        var batch: StoreChangeBatch?
    }

    /// Does each commit in turn; one that is refused changes nothing and does not disturb the others.
    private static func apply(
        _ requests: [([StoreOperation], [StoreCondition])],
        log: ChangeLog,
        in database: Database
    ) throws -> (ChangeLog, [Result<Outcome, any Error>]) {
        var log = log
        let results = try requests.map { operations, conditions -> Result<Outcome, any Error> in
            let changes: [StoreChange]
            do {
                changes = try StoreCommitPlan.changes(
                    of: operations,
                    if: conditions,
                    at: log.revision + 1,
                    entry: { try EntryTable.entry($0, in: database) },
                    keys: { try EntryTable.keys(under: $0, in: database) }
                )
            } catch let error as StoreError {
                return .failure(error)
            }
            guard !changes.isEmpty else {
                return .success(Outcome(revision: log.revision))
            }
            for change in changes {
                try EntryTable.apply(change, in: database)
            }
            let batch = StoreChangeBatch(revision: log.revision + 1, changes: changes)
            try log.append(batch, in: database)
            return .success(Outcome(revision: batch.revision, batch: batch))
        }
        return (log, results)
    }
}
