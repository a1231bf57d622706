//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import Model

/// What the Docker API of a cluster asks of the control plane.
protocol ContainerDirectory: Sendable {
    /// The cluster of an ID or name.
    func clusterID(of cluster: String) async throws -> ClusterID
    func dockerNodes(_ cluster: ClusterID) async throws -> [ClusterNode]
    func dockerCluster(_ cluster: ClusterID) async throws -> DockerCluster
    func dockerContainer(_ reference: String, in cluster: ClusterID) async throws -> ContainerPlace?
    func lastSeenContainers(on node: NodeID, in cluster: ClusterID) async throws -> [ContainerStatus]
    func createContainer(
        _ request: CreateRequest,
        name: String?,
        version: APIVersion,
        authentication: String?,
        in cluster: ClusterID
    ) async throws -> CreatedContainer
    func nodeForBuild(_ placement: PlacementSpec, in cluster: ClusterID) async throws -> NodeID
    func noteRemoval(of container: ContainerID, on node: NodeID, in cluster: ClusterID) async throws
    func noteName(_ name: String, of container: ContainerID, on node: NodeID, in cluster: ClusterID) async throws
    func noteNetwork(
        _ network: String,
        endpoint: JSONText?,
        of container: ContainerID,
        in cluster: ClusterID
    ) async throws
    func volumesOfApplications(_ cluster: ClusterID) async throws -> Set<String>
    func isNameTaken(_ name: String, in cluster: ClusterID) async throws -> Bool
    func imageSource(of image: String, in cluster: ClusterID) async throws -> ImageSource
    func dockerChanges(_ cluster: ClusterID) async throws -> AsyncStream<Void>
}

extension ControlPlane: ContainerDirectory {}
