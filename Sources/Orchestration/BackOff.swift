//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// How long to wait before something that failed is tried again: 1 s, doubled each time, at most 60 s.
package enum BackOff {
    package static func delay(afterAttempts attempts: Int) -> Duration {
        attempts < 1 ? .zero : .seconds(min(60, 1 << min(attempts - 1, 6)))
    }

    /// A duration for people, in whole seconds, never less than one.
    static func text(_ duration: Duration) -> String {
        "\(max(1, (duration.wholeNanoseconds + 999_999_999) / 1_000_000_000)) s"
    }
}
