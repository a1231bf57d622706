//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerAPI
import Model
import Synchronization

/// The lists of containers that engines gave last.
///
/// None is used unless the node's agent says that it is still true, which it does for some seconds at most.
final class ContainerListCache: Sendable {
    /// What the list depends on besides the engine.
    struct Key: Hashable, Sendable {
        var cluster: ClusterID
        var node: NodeID
        /// Entries have both in them.
        var nodeName: String
        var nodeAddress: String
        /// The call's, with the version and the query.
        var path: String
    }

    struct List: Sendable {
        /// By which the agent knows of what time it is.
        var tag: String
        var entries: [ContainerList.Entry]
        /// In bytes.
        var size: Int
    }

    private struct Kept {
        var list: List
        var end: ContinuousClock.Instant
    }

    private struct State {
        var lists: [Key: Kept] = [:]
        var size = 0
        var nextSweep: ContinuousClock.Instant?
    }

    private static let sweepInterval = Duration.seconds(1)

    /// Most bytes of all lists.
    private let capacity: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(capacity: Int = 64 << 20, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.capacity = capacity
        self.now = now
    }

    subscript(key: Key) -> List? { state.withLock { $0.lists[key]?.list } }

    /// Keeps a list in place of the last one; one for which there is no room isn't kept.
    func keep(_ list: List, for key: Key) {
        let now = now()
        state.withLock { state in
            state.size -= state.lists.removeValue(forKey: key)?.list.size ?? 0
            if now >= state.nextSweep ?? now || state.size + list.size > capacity {
                state.lists = state.lists.filter { $0.value.end > now }
                state.size = state.lists.values.reduce(0) { $0 + $1.list.size }
                state.nextSweep = now + Self.sweepInterval
            }
            guard state.size + list.size <= capacity else { return }
            state.lists[key] = Kept(list: list, end: now + AgentPaths.listLifetime)
            state.size += list.size
        }
    }
}
