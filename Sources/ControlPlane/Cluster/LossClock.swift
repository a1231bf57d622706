//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Says when a node that is away counts as lost: so long after its last sign of life, if the server could hear it.
///
/// A server that just started, or stood still, knows nothing of what nodes said meanwhile; each has its full time again.
struct LossClock: Sendable {
    /// How long agents may take between two attempts to connect, with the second one.
    static let dialing = Duration.seconds(10)
    /// How often it is looked at the time while a node is away, which shows whether the server stands still.
    static let tick = Duration.milliseconds(500)
    /// How late it may be looked.
    private static let tolerance = Duration.seconds(2)

    private let limit: Duration
    /// Since when the server hears.
    private var listening: Timestamp

    /// - Parameters:
    ///   - limit: How long a node may give no sign of life.
    ///   - start: When the server started: agents that found it gone dial at intervals.
    init(limit: Duration, start: Timestamp) {
        self.limit = limit
        listening = start + Self.dialing
    }

    /// Tells how long a wait took that was to end earlier.
    mutating func wake(after elapsed: Duration, insteadOf timeout: Duration, now: Timestamp) {
        let late = elapsed - timeout
        guard late > Self.tolerance else { return }
        // In a time as long, agents have given up their connections, too.
        listening = max(listening, late < limit ? now : now + Self.dialing)
    }

    /// When a node counts as lost that says nothing more.
    func lossTime(after lastSign: Timestamp) -> Timestamp {
        max(lastSign, listening) + limit
    }
}
