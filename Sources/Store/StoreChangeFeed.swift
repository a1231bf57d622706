//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// The changes of one commit that a reader asked for.
package struct StoreChangeBatch: Sendable, Hashable {
    package var revision: Int64
    package var changes: [StoreChange]

    package init(revision: Int64, changes: [StoreChange]) {
        self.revision = revision
        self.changes = changes
    }

    /// The part of the batch under a prefix; nil when there is none.
    func part(under prefix: StoreKey) -> StoreChangeBatch? {
        let part = changes.filter { StoreKey($0.key).hasPrefix(prefix) }
        return part.isEmpty ? nil : StoreChangeBatch(revision: revision, changes: part)
    }

    /// The bytes of its keys and values.
    package var byteCount: Int {
        changes.reduce(0) { count, change in
            switch change {
            case .put(let entry): count + entry.key.utf8.count + entry.value.count
            case .delete(let key, _): count + key.utf8.count
            }
        }
    }
}

/// The recent commits of a store in memory, and the readers that wait for the next one.
///
/// The history is bounded by the number of changes and by their bytes; what is older is the store's to find elsewhere
/// or to report as compacted.
package final class StoreChangeFeed: Sendable {
    fileprivate typealias Waiting = CheckedContinuation<StoreChangeBatch?, any Error>

    fileprivate struct Waiter {
        var prefix: StoreKey
        var after: Int64
        var continuation: Waiting
    }

    fileprivate struct State {
        var history: [StoreChangeBatch] = []
        var changeCount = 0
        var byteCount = 0
        /// Every commit after this revision is in `history`.
        var floor: Int64
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let maximumChanges: Int
    private let maximumBytes: Int

    /// Makes a feed with an empty history.
    ///
    /// - Parameters:
    ///   - revision: The store's revision now; the history begins after it.
    ///   - maximumChanges: How many changes to remember.
    ///   - maximumBytes: How many bytes of keys and values to remember.
    package init(after revision: Int64, maximumChanges: Int, maximumBytes: Int) {
        state = Mutex(State(floor: revision))
        self.maximumChanges = maximumChanges
        self.maximumBytes = maximumBytes
    }

    /// The history in memory holds every commit after this revision.
    package var floor: Int64 {
        state.withLock(\.floor)
    }

    /// Adds a commit and hands it to whoever waits for it; revisions must grow.
    package func publish(_ batch: StoreChangeBatch) {
        let ready = state.withLock { state in
            state.append(batch, maximumChanges: maximumChanges, maximumBytes: maximumBytes)
            return state.takeWaiters(for: batch)
        }
        for (continuation, part) in ready {
            continuation.resume(returning: part)
        }
    }

    /// The next commit after a revision that changed something under the prefix; waits for one.
    ///
    /// - Returns: Nil when the history in memory does not reach back to `revision`.
    /// - Throws: `StoreError.closed`, `CancellationError`.
    package func next(prefix: String, after revision: Int64) async throws -> StoreChangeBatch? {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: Waiting) in
                let waiter = Waiter(prefix: StoreKey(prefix), after: revision, continuation: continuation)
                let answer: Result<StoreChangeBatch?, any Error>? = state.withLock { state in
                    // A cancellation after this look finds the waiter and takes it out.
                    Task.isCancelled ? .failure(CancellationError()) : state.answerOrWait(waiter, id: id)
                }
                if let answer {
                    continuation.resume(with: answer)
                }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Ends every waiting reader, and every later one, with `StoreError.closed`.
    package func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            let waiters = state.waiters
            state.waiters = [:]
            return waiters
        }
        for waiter in waiters.values {
            waiter.continuation.resume(throwing: StoreError.closed)
        }
    }
}

extension StoreChangeFeed.State {
    fileprivate mutating func append(_ batch: StoreChangeBatch, maximumChanges: Int, maximumBytes: Int) {
        history.append(batch)
        changeCount += batch.changes.count
        byteCount += batch.byteCount
        var dropped = 0
        while changeCount > maximumChanges || byteCount > maximumBytes, dropped < history.count {
            changeCount -= history[dropped].changes.count
            byteCount -= history[dropped].byteCount
            floor = history[dropped].revision
            dropped += 1
        }
        history.removeFirst(dropped)
    }

    fileprivate mutating func takeWaiters(
        for batch: StoreChangeBatch
    ) -> [(StoreChangeFeed.Waiting, StoreChangeBatch)] {
        var ready: [(StoreChangeFeed.Waiting, StoreChangeBatch)] = []
        for (id, waiter) in waiters where waiter.after < batch.revision {
            if let part = batch.part(under: waiter.prefix) {
                ready.append((waiter.continuation, part))
                waiters[id] = nil
            }
        }
        return ready
    }

    fileprivate mutating func answerOrWait(
        _ waiter: StoreChangeFeed.Waiter,
        id: UInt64
    ) -> Result<StoreChangeBatch?, any Error>? {
        if isClosed {
            return .failure(StoreError.closed)
        }
        if waiter.after < floor {
            return .success(nil)
        }
        // Readers are nearly always near the end of the history.
        var first = history.endIndex
        while first > history.startIndex, history[first - 1].revision > waiter.after {
            first -= 1
        }
        for batch in history[first...] {
            if let part = batch.part(under: waiter.prefix) {
                return .success(part)
            }
        }
        waiters[id] = waiter
        return nil
    }
}
