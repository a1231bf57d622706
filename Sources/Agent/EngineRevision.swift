//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Synchronization

/// Which state of the engine an answer told of: the same one as long as the engine tells of no change.
///
/// Lists of containers are answered with its tag (RFC 9110, 8.8.3), so that the server can ask whether what it has is
/// still true, in place of having a thousand containers told again.
final class EngineRevision: Sendable {
    private struct State {
        /// Whether the engine's events are read.
        var isFollowed = false
        var changes = 0
    }

    private let state = Mutex(State())
    /// Tells this run of the agent from others.
    private let run = UInt64.random(in: .min ... .max)
    private let now: @Sendable () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
        start = now()
    }

    /// The engine's events are read from now on.
    func follow() {
        state.withLock { state in
            state.isFollowed = true
            state.changes += 1
        }
    }

    /// The engine's events aren't read any more: nobody knows what changes.
    func lose() { state.withLock { $0.isFollowed = false } }

    /// Something in the engine changed, or may have.
    func change() { state.withLock { $0.changes += 1 } }

    /// What an answer is to be tagged with whose making begins now; nil when nobody would learn that it became untrue.
    var tag: String? {
        beginning.map { "\($0)\((now() - start) / .milliseconds(1))\"" }
    }

    /// Whether what an answer with a tag told is true now.
    func isCurrent(_ tag: String) -> Bool {
        guard let beginning, tag.hasPrefix(beginning), tag.hasSuffix("\""),
            let made = Double(tag.dropFirst(beginning.count).dropLast())
        else { return false }
        return now() - start <= .milliseconds(made) + AgentPaths.listLifetime
    }

    /// What all tags of this state begin with, before the answer's time; nil while the events aren't read.
    private var beginning: String? {
        state.withLock { $0.isFollowed ? "\"\(run).\($0.changes)." : nil }
    }
}
