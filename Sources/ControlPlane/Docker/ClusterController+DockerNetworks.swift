//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import DockerAPI
import Model

/// A network that a container was connected with, or taken out of, after it was made.
struct NetworkChange: Codable, Sendable, Hashable {
    /// How it is in the network, as JSON of the engine's `EndpointSettings`; nil when it was taken out.
    var endpoint: String?
}

/// Networks of containers that clients of the Docker API made, beside the one that each begins in.
extension ClusterController {
    /// Takes in that an engine connected a container with a network of the cluster, or took it out.
    func noteNetwork(_ name: String, _ change: NetworkChange, of container: ContainerID) async {
        guard var record = movableContainers.values.first(where: { $0.container == container }) else { return }
        record.networks = (record.networks ?? [:]).merging([name: change]) { $1 }
        await save(record)
    }

    /// Brings a container that was just made into the networks that it is to be in.
    ///
    /// - Throws: `DockerRefusal`; the container is removed again then.
    func connect(_ created: CreatedContainer, _ order: ContainerOrder, on engine: EngineCalls) async throws {
        for (network, change) in networks(of: order).sorted(by: { $0.key < $1.key }) {
            do {
                try await ContainerOrder.apply(change, of: network, to: created.id, on: engine)
            } catch let failure as EngineCalls.Failure {
                try? await ContainerRunner(engine: engine).remove(ContainerID(created.id), volumes: true)
                throw DockerRefusal(failure.status, "network \(network): \(failure.message)")
            }
        }
    }

    /// Routers are in the cluster's own network: a container with routes has to be there, too.
    private func networks(of order: ContainerOrder) -> [String: NetworkChange] {
        guard order.request.hasRoutes, order.request.hasNamedNetwork else { return order.networks }
        return order.networks.merging([CreateRequest.clusterNetwork: NetworkChange(endpoint: "{}")]) { $1 }
    }
}

extension ContainerOrder {
    /// Has an engine connect a container with a network, in whatever way it may be in it, or take it out.
    fileprivate static func apply(
        _ change: NetworkChange,
        of network: String,
        to container: String,
        on engine: EngineCalls
    ) async throws {
        do {
            try await engine.call(
                "POST",
                "/networks/\(network)/disconnect",
                json: ["Container": .string(container), "Force": true]
            )
        } catch is EngineCalls.Failure {
            // It isn't in it.
        }
        guard let endpoint = change.endpoint.flatMap({ JSONText(parsing: $0) }) else { return }
        let body = JSONText.object([("Container", .string(container)), ("EndpointConfig", endpoint)])
        _ = try await engine.call(
            "POST",
            "/networks/\(network)/connect",
            query: [],
            text: Array(body.bytes),
            version: .standard
        )
    }
}
