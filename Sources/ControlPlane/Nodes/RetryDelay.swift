//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How long to wait before something that failed is tried again.
enum RetryDelay {
    /// A fifth of a second, doubled with each attempt, ten seconds at most.
    static func after(attempts: Int) -> Duration {
        .milliseconds(min(10_000, 200 << min(attempts, 6)))
    }
}
