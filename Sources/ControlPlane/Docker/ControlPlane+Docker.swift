//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import DockerAPI
package import Model

/// What the Docker API of a cluster needs to know of it, and has done to it.
extension ControlPlane {
    /// The nodes of a cluster; the numbers of their containers and what those reserve are left out.
    package func dockerNodes(_ cluster: ClusterID) async throws -> [ClusterNode] {
        try await controller(cluster.rawValue).dockerNodes()
    }

    /// A cluster with all that `docker info` shows of it.
    package func dockerCluster(_ cluster: ClusterID) async throws -> DockerCluster {
        try await controller(cluster.rawValue).dockerCluster()
    }

    /// The container that a caller means; nil when there is none, or several.
    package func dockerContainer(_ reference: String, in cluster: ClusterID) async throws -> ContainerPlace? {
        try await controller(cluster.rawValue).containerPlace(reference)
    }

    /// The containers of nodes whose engines can't be asked, as they were seen last.
    package func lastSeenContainers(on node: NodeID, in cluster: ClusterID) async throws -> [ContainerStatus] {
        try await controller(cluster.rawValue).lastSeenContainers(on: node)
    }

    /// The node for something that is done there once, such as the build of an image.
    ///
    /// - Throws: `DockerRefusal` when none suits.
    package func nodeForBuild(_ placement: PlacementSpec, in cluster: ClusterID) async throws -> NodeID {
        try await controller(cluster.rawValue).nodeForBuild(placement)
    }

    /// Makes a container on a node that suits it.
    ///
    /// - Parameters:
    ///   - request: The container.
    ///   - name: Its name; nil for one of Gantry's choice.
    ///   - version: The version of the engine's API that the request is written in.
    ///   - authentication: The client's login of the image's registry, as it came in `X-Registry-Auth`.
    ///   - cluster: Where.
    /// - Returns: The container.
    /// - Throws: `DockerRefusal` when it fits nowhere, its name is taken, its image can't be had, or the engine refuses.
    package func createContainer(
        _ request: CreateRequest,
        name: String?,
        version: APIVersion,
        authentication: String?,
        in cluster: ClusterID
    ) async throws -> CreatedContainer {
        let order = ContainerOrder(request: request, name: name ?? "", version: version, authentication: authentication)
        return try await controller(cluster.rawValue).createContainer(for: order)
    }

    /// Takes in that an engine removed a container, ahead of its node's report.
    package func noteRemoval(of container: ContainerID, on node: NodeID, in cluster: ClusterID) async throws {
        try await controller(cluster.rawValue).noteRemoval(of: container, on: node)
    }

    /// Takes in that an engine gave a container another name, ahead of its node's report.
    package func noteName(
        _ name: String,
        of container: ContainerID,
        on node: NodeID,
        in cluster: ClusterID
    ) async throws {
        try await controller(cluster.rawValue).noteName(name, of: container, on: node)
    }

    /// Takes in that an engine connected a container with a network of the cluster, or took it out of one.
    ///
    /// - Parameters:
    ///   - network: Its name.
    ///   - endpoint: The engine's `EndpointSettings`, as the client sent them; nil when the container was taken out.
    ///   - container: The container.
    ///   - cluster: Where.
    /// - Throws: `ControlPlaneError` when the cluster isn't there.
    package func noteNetwork(
        _ network: String,
        endpoint: JSONText?,
        of container: ContainerID,
        in cluster: ClusterID
    ) async throws {
        let change = NetworkChange(endpoint: endpoint?.text)
        try await controller(cluster.rawValue).noteNetwork(network, change, of: container)
    }

    /// The names of the volumes that the cluster's applications mount, whether or not anything runs.
    package func volumesOfApplications(_ cluster: ClusterID) async throws -> Set<String> {
        try await controller(cluster.rawValue).volumesOfApplications()
    }

    /// Whether a container has the name, or one that is being made.
    package func isNameTaken(_ name: String, in cluster: ClusterID) async throws -> Bool {
        try await controller(cluster.rawValue).isNameTaken(name)
    }

    /// Where the cluster has an image pulled from.
    package func imageSource(of image: String, in cluster: ClusterID) async throws -> ImageSource {
        let source = try await controller(cluster.rawValue).imageSource(of: image)
        return ImageSource(image: source.image, authentication: try source.login?.header.1)
    }

    /// Something of the cluster's nodes or containers changed; the newest change waits for a slow reader.
    package func dockerChanges(_ cluster: ClusterID) async throws -> AsyncStream<Void> {
        try await controller(cluster.rawValue).subscribeToChanges()
    }
}

/// A cluster as `docker info` shows it.
package struct DockerCluster: Sendable {
    package var id: ClusterID
    package var name: String
    package var strategy: String
    package var nodes: [ClusterNode]

    package init(id: ClusterID, name: String, strategy: String, nodes: [ClusterNode]) {
        self.id = id
        self.name = name
        self.strategy = strategy
        self.nodes = nodes
    }
}

/// Where an image is pulled from.
package struct ImageSource: Sendable, Hashable {
    /// What the cluster's map of images makes of the reference.
    package var image: String
    /// The cluster's login of the registry, as engines take it in `X-Registry-Auth`; nil when it has none.
    package var authentication: String?

    package init(image: String, authentication: String? = nil) {
        self.image = image
        self.authentication = authentication
    }
}

/// Where a container is.
package struct ContainerPlace: Sendable, Hashable {
    package var id: String
    /// Without the leading slash.
    package var name: String
    package var node: NodeID
    package var created: Timestamp

    package init(id: String, name: String, node: NodeID, created: Timestamp) {
        self.id = id
        self.name = name
        self.node = node
        self.created = created
    }
}

/// A container that was made.
package struct CreatedContainer: Sendable, Hashable {
    package var id: String
    package var node: NodeID
    /// The engine's answer to the call.
    package var answer: JSONText

    package init(id: String, node: NodeID, answer: JSONText) {
        self.id = id
        self.node = node
        self.answer = answer
    }
}
