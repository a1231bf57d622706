//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Model
import Synchronization
import Testing

/// The machine's clock, put forward by as much as a test wants: what waits for a time need not be waited for.
final class TestClock: Sendable {
    private let offset = Mutex(Duration.zero)

    var now: Timestamp { .now + offset.withLock { $0 } }

    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
}

struct NeverHappened: Error, CustomStringConvertible {
    var description: String
}

/// Waits until something is so, and fails when that takes longer than any machine needs.
func eventually(
    _ what: String,
    isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(description: "never happened: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
