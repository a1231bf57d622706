//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A health check that the node's engine makes itself: Compose's `healthcheck`.
///
/// Nil fields leave the choice to the image, and then to the engine.
package struct HealthcheckSpec: Codable, Hashable, Sendable {
    package enum Test: Codable, Hashable, Sendable {
        /// What the image says.
        case inherited
        /// None, although the image may have one: `disable: true` or `test: NONE`.
        case disabled
        /// A program with its arguments, run in the container; 0 is healthy.
        case command([String])
        /// A line for the container's shell; 0 is healthy.
        case shell(String)
    }

    package var test = Test.inherited
    package var intervalMilliseconds: Int?
    package var timeoutMilliseconds: Int?
    /// How long failures don't count after the start.
    package var startPeriodMilliseconds: Int?
    /// Failures in a row that make the container unhealthy.
    package var retries: Int?

    package init(test: Test = .inherited) {
        self.test = test
    }
}
