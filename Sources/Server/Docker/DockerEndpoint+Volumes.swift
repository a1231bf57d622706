//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model

/// Volumes: each is its node's; one that is made is made on every node.
///
/// Calls without a version may be the application API's, which has the same paths: there volumes have their bare names.
extension DockerEndpoint {
    func listVolumes(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        let nodes = context.nodes(filters, context.upNodes)
        var query = context.query
        query["filters"] = filters.without("node").json.text
        let isDocker = context.call.version != nil
        let answers = try await context.engines.each(nodes, "GET", context.engines.path("/volumes", query))
        var entries: [JSONText] = []
        let references = isDocker ? [:] : try await references(on: nodes, context)
        for (node, answer) in answers {
            guard let answer else { continue }
            guard answer.isSuccess, let json = answer.json else { throw answer.refusal }
            entries += VolumeList.entries(
                json,
                on: node,
                prefixed: isDocker,
                references: references[node.id] ?? [:]
            )
        }
        return .docker(VolumeList.merge(entries))
    }

    /// Which containers use which volumes on each node.
    private func references(
        on nodes: [ClusterNode],
        _ context: DockerContext
    ) async throws -> [NodeID: [String: [(name: String, id: String)]]] {
        var query = EngineQuery()
        query["all"] = "1"
        let answers = try await context.engines.each(nodes, "GET", context.engines.path("/containers/json", query))
        return answers.reduce(into: [:]) { found, entry in
            found[entry.node.id] = entry.answer?.json.map(VolumeList.references)
        }
    }

    /// A call about the volumes of a name.
    func volume(_ reference: String, _ context: DockerContext) async throws -> Response {
        let (pinned, name) = context.nodes.split(reference)
        let path = context.call.path(name, query: context.request.rawQuery)
        let nodes = pinned.map { [$0] } ?? context.upNodes
        let plain = context.engines.path("/volumes/" + PercentEncoding.encode(name))
        let owners = try await context.engines.each(nodes, "GET", plain).filter { $0.answer?.isSuccess ?? false }
        guard let first = owners.first, let answer = first.answer else {
            throw DockerRefusal.noVolume(reference, isDelete: context.method == .delete)
        }
        switch context.method {
        case .get:
            guard let json = answer.json else { return .docker(answer) }
            return .docker(VolumeList.located(json, on: first.node, prefixed: pinned != nil))
        case .delete:
            try await everyNode(owners.map(\.node), path, context)
            return .empty(.noContent)
        default: throw DockerRefusal.unknownCall
        }
    }

    func createVolume(_ context: DockerContext) async throws -> Response {
        var (body, wanted, whitelist) = try VolumeList.creation(try await context.json(), newName: SwarmID.make())
        let (pinned, name) = context.nodes.split(wanted)
        body["Name"] = .string(name)
        let nodes = pinned.map { [$0] } ?? context.upNodes.filter { whitelist?.contains($0.name) ?? true }
        guard let first = nodes.first else { throw DockerRefusal.noHealthyNode }
        let answers = try await everyNode(nodes, context.engines.path("/volumes/create"), context, json: body.json)
        guard let made = answers.first?.json else {
            throw DockerRefusal(500, "\(first.name): its engine gave no answer")
        }
        return .docker(VolumeList.located(made, on: first, prefixed: pinned != nil), status: .created)
    }
}
