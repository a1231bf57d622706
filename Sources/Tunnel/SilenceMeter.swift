//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore

/// Measures how long nothing was heard of the peer of a connection, by checks at regular intervals.
///
/// What lies between two checks counts as one interval at most: a process that stood still, or had no processor, could
/// not have heard anything, and reads what has come before the next check.
struct SilenceMeter {
    private let interval: Duration
    private(set) var total = Duration.zero
    /// When something was heard or it was checked for the last time.
    private var mark: NIODeadline
    private var isAsked = false

    init(interval: Duration, start: NIODeadline) {
        self.interval = interval
        mark = start
    }

    mutating func hear(at now: NIODeadline) {
        total = .zero
        mark = now
        isAsked = false
    }

    /// Adds the time since the last check.
    ///
    /// - Returns: Whether it is time to ask the peer for a sign of life, once in a silence.
    mutating func check(at now: NIODeadline) -> Bool {
        total += min(.nanoseconds((now - mark).nanoseconds), interval)
        mark = now
        guard total >= interval, !isAsked else { return false }
        isAsked = true
        return true
    }
}
