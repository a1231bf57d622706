//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Model

/// Removing what nobody uses, on all nodes.
extension DockerEndpoint {
    /// Has every engine do it; what has the cluster's label is Gantry's, and stays.
    func prune(_ context: DockerContext, sparing labels: [String] = []) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        var query = context.query
        query["filters"] = Self.engineFilters(filters, sparing: labels).json.text
        let answers = try await context.engines.each(
            context.nodes(filters, context.upNodes),
            "POST",
            context.engines.path("/" + context.call.action, query),
            // Removing much takes its time.
            patience: nil
        )
        let present = answers.compactMap(\.answer)
        if let refused = present.first(where: { !$0.isSuccess }) { throw refused.refusal }
        return .docker(EngineSum.of(present.compactMap(\.json)))
    }

    private static func engineFilters(_ filters: EngineFilters, sparing labels: [String]) -> EngineFilters {
        var engineFilters = filters.without("node")
        for label in labels { engineFilters.add(label, to: "label!") }
        return engineFilters
    }

    /// Removes volumes that no container has, but for those that a template names.
    ///
    /// Engines know containers alone: a service that is stopped, or has gone elsewhere for a while, has none on a node
    /// that its data is on. So volumes are removed one by one where there are some of that kind.
    func pruneVolumes(_ context: DockerContext) async throws -> Response {
        let sparing = [ContainerLabels.cluster]
        let filters = try EngineFilters(context.query["filters"])
        let named = try await containers.volumesOfApplications(context.cluster)
        var unused = Self.engineFilters(filters.without("all"), sparing: sparing)
        unused.add("true", to: "dangling")
        var query = EngineQuery()
        query["filters"] = unused.json.text
        let listed = try await context.engines.each(
            context.nodes(filters, context.upNodes),
            "GET",
            context.engines.path("/volumes", query)
        )
        let volumes = try listed.flatMap { node, answer -> [(node: ClusterNode, name: String)] in
            guard let answer else { return [] }
            guard answer.isSuccess, let json = answer.json else { throw answer.refusal }
            return (json["Volumes"]?.elements ?? []).compactMap { $0["Name"]?.string }.map { (node, $0) }
        }
        guard volumes.contains(where: { named.contains($0.name) }) else {
            return try await prune(context, sparing: sparing)
        }
        var removed: [String] = []
        let takesNamed =
            context.version < .sparingNamedVolumes || filters["all"].contains { ["1", "true"].contains($0) }
        for (node, name) in volumes where !named.contains(name) && (takesNamed || Self.isAnonymous(name)) {
            let path = context.engines.path("/volumes/" + PercentEncoding.encode(name))
            // One that a container has come to use meanwhile stays.
            if try await context.engines.call(node, "DELETE", path).isSuccess { removed.append(name) }
        }
        return .docker(.object([("VolumesDeleted", .strings(removed)), ("SpaceReclaimed", 0)]))
    }

    /// Whether a volume has no name of its own: engines give it 64 hexadecimal digits.
    private static func isAnonymous(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
