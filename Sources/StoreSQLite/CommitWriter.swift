//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

internal import GRDB
import Store

/// Writes commits in the order they come, as many in one transaction as wait at a time.
///
/// One transaction is one synchronisation of the disk, so commits that come together cost little more than one.
actor CommitWriter {
    private struct Pending {
        var operations: [StoreOperation]
        var conditions: [StoreCondition]
        var continuation: CheckedContinuation<Int64, any Error>
    }

    /// What became of one commit of a transaction.
    private typealias Outcome = Result<StoreChangeBatch, any Error>

    private let database: DatabasePool
    private let feed: StoreChangeFeed
    private var pending: [Pending] = []
    private var isWriting = false

    init(database: DatabasePool, feed: StoreChangeFeed) {
        self.database = database
        self.feed = feed
    }

    /// - Returns: The store's revision after the commit, which is on the disk by then.
    func commit(_ operations: [StoreOperation], if conditions: [StoreCondition]) async throws -> Int64 {
        try await withCheckedThrowingContinuation { continuation in
            pending.append(Pending(operations: operations, conditions: conditions, continuation: continuation))
            writeNext()
        }
    }

    /// Hands what waits to the database's own queue; its answer comes back to `finish`.
    private func writeNext() {
        guard !isWriting, !pending.isEmpty else { return }
        isWriting = true
        let group = pending
        pending = []
        let work = group.map { ($0.operations, $0.conditions) }
        database.asyncWrite(
            { database in try work.map { try Self.apply($0.0, if: $0.1, to: database) } },
            completion: { _, result in
                // The database calls back on its own thread; the order of groups is kept, for one is written at a time.
                Task { await self.finish(group, result) }
            }
        )
    }

    private func finish(_ group: [Pending], _ result: Result<[Outcome], any Error>) {
        switch result {
        case .success(let outcomes):
            for (commit, outcome) in zip(group, outcomes) {
                if case .success(let batch) = outcome, !batch.changes.isEmpty { feed.publish(batch) }
                commit.continuation.resume(with: outcome.map(\.revision))
            }
        case .failure(let error):
            let text = (error as? DatabaseError)?.message ?? "\(error)"
            for commit in group {
                commit.continuation.resume(
                    throwing: StoreError.failed("state: can't be written: \(text); check the disk's free space")
                )
            }
        }
        isWriting = false
        writeNext()
    }

    /// - Throws: What the database itself says, which undoes the whole transaction; a condition that doesn't hold is a
    ///   failure of this commit alone, for nothing was written for it.
    private static func apply(
        _ operations: [StoreOperation],
        if conditions: [StoreCondition],
        to database: Database
    ) throws -> Outcome {
        let present = try SQLiteSchema.revision(database)
        let changes: [StoreChange]
        do {
            changes = try StoreCommitPlan.changes(
                of: operations,
                if: conditions,
                at: present + 1,
                entry: { try SQLiteSchema.entry(database, $0) },
                keys: { try SQLiteSchema.entries(database, under: $0).map(\.key) }
            )
        } catch let error as StoreError {
            return .failure(error)
        }
        guard !changes.isEmpty else { return .success(StoreChangeBatch(revision: present, changes: [])) }
        for change in changes { try SQLiteSchema.apply(change, to: database) }
        try SQLiteSchema.setRevision(present + 1, in: database)
        return .success(StoreChangeBatch(revision: present + 1, changes: changes))
    }
}
