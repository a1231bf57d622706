//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How long to wait before dialling again: exponential with full jitter, so that a thousand agents spread out.
package struct ReconnectBackoff: Sendable, Hashable {
    /// The longest wait after the first failure.
    package var base: Duration
    /// The longest wait of all.
    package var limit: Duration

    package init(base: Duration = .milliseconds(200), limit: Duration = .seconds(5)) {
        self.base = base
        self.limit = limit
    }

    /// The wait before an attempt.
    ///
    /// - Parameters:
    ///   - attempt: How many attempts have failed in a row, less one: 0 after the first failure.
    ///   - random: A random number from 0 up to 1.
    /// - Returns: A duration from 0 to the bound, which doubles with each attempt up to the limit.
    package func next(attempt: Int, random: Double) -> Duration {
        let bound = attempt < 32 ? min(limit, base * (1 << max(0, attempt))) : limit
        return bound * min(max(random, 0), 1)
    }
}
