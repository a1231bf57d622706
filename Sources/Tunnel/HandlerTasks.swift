//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Synchronization

/// The handlers of one connection's streams: ended with it, but not waited for without a limit.
///
/// A handler that doesn't notice its cancellation would otherwise keep an agent from dialling again.
final class HandlerTasks: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var last = 0
    }

    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init() {
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func start(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            state.last += 1
            let number = state.last
            state.tasks[number] = Task {
                await body()
                self.end(number)
            }
        }
    }

    /// Cancels all, and returns when they have ended or the time is over.
    func end(within limit: Duration) async {
        for task in state.withLock({ Array($0.tasks.values) }) { task.cancel() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !self.isEmpty {
                    for await _ in self.changes { break }
                    if Task.isCancelled { return }
                }
            }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    private var isEmpty: Bool { state.withLock { $0.tasks.isEmpty } }

    private func end(_ number: Int) {
        // Started inside the lock, so a task is there before it can end.
        state.withLock { _ = $0.tasks.removeValue(forKey: number) }
        change.yield()
    }
}
