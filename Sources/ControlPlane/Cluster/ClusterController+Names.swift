//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Model

extension ClusterController {
    private static let resolutionLimit = 1 << 20

    /// The addresses of services elsewhere that are given by host names, as the node finds them.
    ///
    /// A container is made without those that aren't found: what it needs of them, it may find by itself.
    func outsideAddresses(
        for configuration: ContainerConfiguration,
        on node: NodeID,
        _ subject: EventLog.Subject
    ) async -> [String: String] {
        let hosts = configuration.outsideHosts
        guard !hosts.isEmpty, let connection = nodes[node]?.connection else { return [:] }
        var addresses: [String: String] = [:]
        var problem = "the node finds no address of"
        do {
            addresses = try await Self.resolve(hosts, over: connection)
        } catch {
            problem = "the node could not look up (\(error))"
        }
        let missing = hosts.filter { addresses[$0] == nil }
        if !missing.isEmpty {
            await events.record(
                "external.unresolved",
                "\(configuration.name): \(problem) \(missing.joined(separator: ", ")); the names of these services "
                    + "don't resolve in the container until it is made anew",
                level: "warning",
                about: subject
            )
        }
        return addresses
    }

    private static func resolve(_ names: [String], over connection: any NodeConnection) async throws -> [String: String]
    {
        let asked = NameResolutionRequest(names: Array(names.prefix(NameResolutionRequest.maximumNames)))
        let response = try await connection.send(NodeRequest("POST", AgentPaths.resolution, json: asked))
        let body = try await response.collect(upTo: resolutionLimit)
        guard response.status == 200 else {
            throw ControlPlaneError(.unavailable, "the agent answered with \(response.status)")
        }
        return try JSONDecoder().decode(NameResolutionAnswer.self, from: Data(body)).addresses
    }
}
