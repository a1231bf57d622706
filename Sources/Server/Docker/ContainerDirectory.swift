//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model

/// Says where containers are.
protocol ContainerDirectory: Sendable {
    /// The cluster of an ID or name.
    func clusterID(of cluster: String) async throws -> ClusterID

    /// The full ID of a container, found by ID, name or the beginning of the ID, and its node.
    func place(ofContainer container: String, in cluster: ClusterID) async throws -> (id: String, node: NodeID)

    /// The node of a name or address.
    func nodeID(of node: String, in cluster: ClusterID) async throws -> NodeID
}

extension ControlPlane: ContainerDirectory {
    func place(ofContainer container: String, in cluster: ClusterID) async throws -> (id: String, node: NodeID) {
        let id = try await self.container(cluster.rawValue, container).id
        return (id, try await nodeID(ofContainer: id, cluster: cluster.rawValue))
    }

    func nodeID(of node: String, in cluster: ClusterID) async throws -> NodeID {
        NodeID(try await host(cluster.rawValue, node).instanceID)
    }
}
