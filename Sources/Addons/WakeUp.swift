//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Wakes one task that iterates over `signals`.
///
/// Raised often before the task looks, it wakes the task once: what there is to do is kept elsewhere.
package struct WakeUp: Sendable {
    package let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func raise() {
        continuation.yield()
    }

    /// Ends `signals`.
    package func finish() {
        continuation.finish()
    }

    /// Waits until a condition that is raised at each change holds, or the time is over.
    ///
    /// - Parameters:
    ///   - limit: How long to wait at most.
    ///   - condition: What to wait for; it is looked at first, and at each signal.
    package func wait(atMost limit: Duration, until condition: @Sendable () async -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await Task.sleep(for: limit)
                finish()
            }
            raise()
            for await _ in signals {
                if await condition() { break }
            }
            group.cancelAll()
        }
    }
}
