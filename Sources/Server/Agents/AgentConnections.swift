//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Synchronization
import Tunnel

/// The agents that are connected, for calls that go through to a node's engine.
final class AgentConnections: Sendable {
    private struct Key: Hashable {
        var cluster: ClusterID
        var node: NodeID
    }

    private let connections = Mutex<[Key: TunnelConnection]>([:])

    /// Adds a connection; it takes the place of an earlier one of the same node.
    func add(_ connection: TunnelConnection, cluster: ClusterID, node: NodeID) {
        connections.withLock { $0[Key(cluster: cluster, node: node)] = connection }
    }

    /// Forgets a connection, unless another one has taken its place.
    func remove(_ connection: TunnelConnection, cluster: ClusterID, node: NodeID) {
        connections.withLock { connections in
            let key = Key(cluster: cluster, node: node)
            if connections[key] === connection { connections[key] = nil }
        }
    }

    /// The connection of a node.
    ///
    /// - Throws: `APIFailure` when its agent isn't connected.
    func connection(cluster: ClusterID, node: NodeID) throws -> TunnelConnection {
        guard let connection = connections.withLock({ $0[Key(cluster: cluster, node: node)] }) else {
            throw APIFailure.unavailable("node \(node): its agent isn't connected; start it, or wait until it is")
        }
        return connection
    }
}
