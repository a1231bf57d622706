//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Synchronization

/// Which node runs which exec session; engines' exec IDs don't tell.
///
/// It knows those that were made through this server since its start, the last ten thousand.
final class ExecDirectory: Sendable {
    static let capacity = 10_000

    private struct Key: Hashable {
        var cluster: ClusterID
        var exec: String
    }

    private struct State {
        var nodes: [Key: NodeID] = [:]
        var order: [Key] = []
    }

    private let state = Mutex(State())

    func add(_ exec: String, cluster: ClusterID, node: NodeID) {
        state.withLock { state in
            let key = Key(cluster: cluster, exec: exec)
            if state.nodes.updateValue(node, forKey: key) == nil { state.order.append(key) }
            // Forgets in bulk, so that it costs little for each.
            guard state.order.count > Self.capacity else { return }
            for key in state.order.prefix(Self.capacity / 10) { state.nodes[key] = nil }
            state.order.removeFirst(Self.capacity / 10)
        }
    }

    func node(of exec: String, cluster: ClusterID) -> NodeID? {
        state.withLock { $0.nodes[Key(cluster: cluster, exec: exec)] }
    }
}
