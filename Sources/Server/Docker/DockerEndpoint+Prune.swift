//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import FoundationEssentials
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model

/// Removing what nobody uses, on all nodes.
extension DockerEndpoint {
    /// Has every engine do it; what has one of the labels is Gantry's, and stays.
    func prune(_ context: DockerContext, sparing labels: [String] = []) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        var query = context.query
        var engineFilters = filters.without("node")
        for label in labels { engineFilters.add(label, to: "label!") }
        query["filters"] = engineFilters.json.text
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

    /// Removes volumes that no container has, but for those that a template names.
    ///
    /// Engines know containers alone: a service that is stopped, or has gone elsewhere for a while, has none on a node
    /// that its data is on. So volumes are removed one by one where there are some of that kind.
    func pruneVolumes(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        let named = try await containers.volumesOfApplications(context.cluster)
        let volumes = try await unusedVolumes(filters, context)
        guard volumes.contains(where: { named.contains($0.name) }) else {
            return try await prune(context, sparing: [ContainerLabels.cluster])
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

    private func unusedVolumes(
        _ filters: EngineFilters,
        _ context: DockerContext
    ) async throws -> [(node: ClusterNode, name: String)] {
        // Lists don't know all of the filters that prunes do.
        let spared = filters["label!"] + [ContainerLabels.cluster]
        var unused = filters.without("node", "all", "label!")
        unused.add("true", to: "dangling")
        var query = EngineQuery()
        query["filters"] = unused.json.text
        let nodes = context.nodes(filters, context.upNodes)
        let answers = try await context.engines.each(nodes, "GET", context.engines.path("/volumes", query))
        return try answers.flatMap { node, answer -> [(node: ClusterNode, name: String)] in
            guard let answer else { return [] }
            guard answer.isSuccess, let json = answer.json else { throw answer.refusal }
            return (json["Volumes"]?.elements ?? []).compactMap { volume in
                let labels = volume["Labels"]?.stringValues ?? [:]
                guard let name = volume["Name"]?.string, !spared.contains(where: { Self.has(labels, $0) }) else {
                    return nil
                }
                return (node, name)
            }
        }
    }

    /// Whether a label is there, or is so, where it is written `label=value`.
    private static func has(_ labels: [String: String], _ wanted: String) -> Bool {
        guard let equals = wanted.firstIndex(of: "=") else { return labels[wanted] != nil }
        return labels[String(wanted[..<equals])] == String(wanted[wanted.index(after: equals)...])
    }

    /// Whether a volume has no name of its own: engines give it 64 hexadecimal digits.
    private static func isAnonymous(_ name: String) -> Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
