//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How long to wait before something that failed is tried again.
package struct RetryDelay: Sendable {
    private static let longest = Duration.seconds(10)

    /// What is doubled with each attempt.
    private let unit: Duration

    package init(unit: Duration = .milliseconds(200)) {
        self.unit = unit
    }

    /// The unit, doubled with each attempt, ten seconds at most.
    func after(attempts: Int) -> Duration {
        min(Self.longest, unit * (1 << min(attempts, 6)))
    }
}
