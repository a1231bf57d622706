//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension ServiceSpec {
    /// Whether each deploy asks anew which image is behind the service's tag.
    var followsTag: Bool { pullsLatestImage && !image.contains("@") && external == nil }
}

extension ClusterController {
    /// The images behind the tags that services follow, as their registries have them now.
    ///
    /// A service that doesn't follow its tag stays with what was found for it before, as long as it names the same image:
    /// a container isn't replaced because somebody stopped asking.
    ///
    /// - Parameters:
    ///   - spec: What is to run.
    ///   - current: What runs; nil for nothing.
    ///   - followsAll: Whether all services follow their tags this time.
    /// - Returns: Digests, `sha256:…`, nil for none; that of a service is missing where its containers have that image already
    ///   and it wasn't found out before, and while no node is connected to a new application.
    /// - Throws: `ControlPlaneError` when a registry refuses, or no node is there to ask through.
    func findImages(
        of spec: ApplicationSpec,
        after current: ApplicationRecord?,
        followsAll: Bool = false
    ) async throws -> [ServiceName: String]? {
        var found: [ServiceName: String] = [:]
        var digests: [String: String] = [:]
        for service in spec.services {
            let isSame = current?.spec.service(service.name)?.image == service.image
            let previous = isSame ? current?.pulledImages?[service.name] : nil
            found[service.name] = previous
            guard service.followsTag || followsAll && !service.image.contains("@") && service.external == nil else {
                continue
            }
            guard let engine = askedEngine else {
                // The containers of a new application pull by tag when there are nodes for them.
                if current == nil { continue }
                throw ControlPlaneError(
                    .conflict,
                    "image \(service.image): service \(service.name) follows its tag, and no node is connected through which "
                        + "its registry can be asked; try again when one is"
                )
            }
            let image = ImageMap.resolve(service.image, map: record.imageMap)
            if digests[image] == nil {
                digests[image] = try await digest(of: image, for: service, through: engine)
            }
            guard let digest = digests[image], digest != previous else { continue }
            if isSame, previous == nil, let current, try await runs(digest, service.name, of: current) { continue }
            found[service.name] = digest
        }
        return found.isEmpty ? nil : found
    }

    /// The engine of a node that is connected, and ready if there is one.
    private var askedEngine: EngineCalls? {
        let connected = nodes.values.filter { $0.engine != nil }
        return (connected.first { $0.condition == .ready } ?? connected.first)?.engine
    }

    private func digest(of image: String, for service: ServiceSpec, through engine: EngineCalls) async throws -> String
    {
        do {
            return try await RegistryQuery(engine: engine).digest(of: image, login: login(for: image))
        } catch let failure as EngineCalls.Failure {
            throw ControlPlaneError(
                failure.status < 500 ? .invalid : .unavailable,
                "image \(service.image): service \(service.name) follows its tag, and its registry can't say what is behind "
                    + "it: \(failure); correct the image or the cluster's login, or leave out aliyun.latest_image"
            )
        }
    }

    /// Whether all containers of a service were made from the image with a digest.
    private func runs(_ digest: String, _ service: ServiceName, of record: ApplicationRecord) async throws -> Bool {
        struct Image: Decodable { var RepoDigests: [String]? }
        let places = Set(
            nodes.values.flatMap { node in
                node.containers.of(record)
                    .filter { $0.slot?.service == service }
                    .map { ImagePlace(node: node.record.id, image: $0.imageID) }
            }
        )
        for place in places {
            guard !place.image.isEmpty, let engine = nodes[place.node]?.engine,
                let image = try? await engine.decode(Image.self, "GET", "/images/\(place.image)/json"),
                (image.RepoDigests ?? []).contains(where: { $0.hasSuffix("@" + digest) })
            else { return false }
        }
        return !places.isEmpty
    }

    private struct ImagePlace: Hashable {
        var node: NodeID
        var image: String
    }
}
