//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Orchestration

/// Where the images of containers come from, and what is known of them.
extension ClusterController {
    /// So many images are remembered; then it begins anew.
    private static let rememberedImages = 10_000

    /// How a node gets a container's image.
    ///
    /// - Throws: When the login of the image's registry can't be read.
    func imageSupply(
        for configuration: ContainerConfiguration,
        on node: NodeID,
        _ engine: EngineCalls
    ) throws -> ImageSupply {
        let found = applications[configuration.applicationID]?.state.pulledImages[configuration.spec.name]
        var supply = ImageSupply(
            engine: engine,
            image: configuration.image,
            login: try login(for: configuration.image),
            rule: found.map { .exactly($0) } ?? (configuration.spec.followsTag ? .latest : .whatIsThere)
        )
        // What is about to be pulled isn't what the node has said that it has.
        if supply.rule == .whatIsThere { supply.volumes = knownVolumes(of: supply.image, on: node) }
        return supply
    }

    /// What was found out before of the image that a node says it has under a name.
    private func knownVolumes(of image: String, on node: NodeID) -> ImageVolumes? {
        let (name, tag) = ImagePull.split(image)
        let found = nodes[node]?.status?.images?.first { $0.tags.contains("\(name):\(tag)") }
        return found.flatMap { imageVolumes[$0.id] }
    }

    func remember(_ volumes: ImageVolumes) {
        guard !volumes.image.isEmpty else { return }
        if imageVolumes.count >= Self.rememberedImages { imageVolumes = [:] }
        imageVolumes[volumes.image] = volumes
    }

    /// The cluster's login of an image's registry.
    func login(for image: String) throws -> ImagePull.Login? {
        let registry = ImageMap.registry(of: image)
        guard let credential = record.registries[registry] else { return nil }
        return ImagePull.Login(
            user: credential.user,
            password: String(decoding: try secrets.open(credential.sealedPassword), as: UTF8.self),
            registry: registry
        )
    }
}
