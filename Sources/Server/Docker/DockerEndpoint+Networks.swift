//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model

/// Networks: overlays are the cluster's, all others their node's.
extension DockerEndpoint {
    /// They come with the engines, or with Gantry, and are there for good.
    private static let kept: Set<String> = [
        "bridge", "host", "none", "docker_gwbridge", "ingress", CreateRequest.clusterNetwork,
    ]

    func listNetworks(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        let nodes = context.nodes(filters, context.upNodes)
        return .docker(NetworkList.merge(try await networks(on: nodes, filters.without("node"), context)))
    }

    private func networks(
        on nodes: [ClusterNode],
        _ filters: EngineFilters,
        _ context: DockerContext
    ) async throws -> [NetworkList.Entry] {
        var query = EngineQuery()
        if !filters.isEmpty { query["filters"] = filters.json.text }
        let answers = try await context.engines.each(nodes, "GET", context.engines.path("/networks", query))
        return try answers.flatMap { node, answer -> [NetworkList.Entry] in
            guard let answer else { return [] }
            guard answer.isSuccess, let json = answer.json else { throw answer.refusal }
            return NetworkList.entries(json, on: node)
        }
    }

    /// The network that a caller means, on each node that has it.
    private func find(_ name: String, _ context: DockerContext) async throws -> [NetworkList.Entry] {
        let found = NetworkList.find(name, in: try await networks(on: context.upNodes, EngineFilters(), context))
        guard !found.isEmpty else { throw DockerRefusal.noNetwork(name, isDelete: context.method == .delete) }
        return found
    }

    /// A call about one network.
    func network(_ name: String, _ context: DockerContext) async throws -> Response {
        switch (context.method, context.call.action) {
        case (.get, ""): return try await inspectNetwork(name, context)
        case (.delete, ""):
            let found = try await find(name, context)
            guard found.allSatisfy({ $0.name != CreateRequest.clusterNetwork }) else {
                throw DockerRefusal(
                    403,
                    "\(CreateRequest.clusterNetwork) is the cluster's own network and can't be removed"
                )
            }
            return .docker(try await remove(found, context))
        case (.post, "connect"), (.post, "disconnect"): return try await attach(name, context)
        default: throw DockerRefusal.unknownCall
        }
    }

    private func inspectNetwork(_ name: String, _ context: DockerContext) async throws -> Response {
        let found = try await find(name, context)
        let path = context.call.path(found[0].id, query: context.request.rawQuery)
        let answers = try await context.engines.each(found.map(\.node), "GET", path)
        let entries = answers.compactMap { node, answer in
            answer.flatMap { $0.isSuccess ? $0.json : nil }.flatMap { NetworkList.entry($0, on: node) }
        }
        guard !entries.isEmpty else { throw DockerRefusal.noNetwork(name) }
        return .docker(NetworkList.inspection(entries))
    }

    /// Only managers of the swarm can remove what is the cluster's.
    private func remove(_ found: [NetworkList.Entry], _ context: DockerContext) async throws -> EngineCaller.Answer {
        let owner = found.first { $0.isLocal || $0.node.isSwarmManager } ?? found[0]
        let path = context.engines.path("/networks/" + PercentEncoding.encode(owner.id))
        return try await context.engines.call(owner.node, "DELETE", path)
    }

    func createNetwork(_ context: DockerContext) async throws -> Response {
        guard let json = try await context.json() else {
            throw DockerRefusal(400, "request body: it is empty; send a JSON object")
        }
        let (body, pinned, isGlobal) = try NetworkList.creation(json, nodes: context.nodes)
        let node = try pinned ?? (isGlobal ? context.managerNode : context.firstNode)
        guard node.isUp else { throw DockerRefusal.noHealthyNode }
        let answer = try await context.engines.call(
            node,
            "POST",
            context.engines.path("/networks/create"),
            json: body.json
        )
        return .docker(answer)
    }

    /// Connects a container with a network or ends that, on the container's node.
    private func attach(_ name: String, _ context: DockerContext) async throws -> Response {
        guard var body = try await context.json()?.members, let reference = body["Container"]?.string else {
            throw DockerRefusal(400, "request body: it names no container; give Container")
        }
        let (place, node) = try await place(of: reference, context)
        body["Container"] = .string(place.id)
        // A node that has no part in an overlay yet knows it by its name alone.
        let found = try await find(name, context)
        guard !found[0].isLocal || found.contains(where: { $0.node.id == node.id }) else {
            throw DockerRefusal(
                400,
                "network \(name): it is of node \(found[0].node.name), and container \(reference) isn't there"
            )
        }
        let path = context.call.path(found[0].isLocal ? found[0].id : found[0].name, query: context.request.rawQuery)
        let answer = try await context.engines.call(node, "POST", path, json: body.json)
        if answer.isSuccess, !found[0].isLocal {
            let isConnect = context.call.action == "connect"
            try await containers.noteNetwork(
                found[0].name,
                endpoint: isConnect ? body["EndpointConfig"].flatMap { $0.isNull ? nil : $0 } ?? .object([]) : nil,
                of: ContainerID(place.id),
                in: context.cluster
            )
        }
        return .docker(answer)
    }

    /// Removes networks that no container is in; those of the engines and of Gantry stay.
    func pruneNetworks(_ context: DockerContext) async throws -> Response {
        var filters = try EngineFilters(context.query["filters"])
        guard filters["until"].isEmpty else { throw DockerRefusal(400, "filter until: networks can't be chosen by it") }
        let nodes = context.nodes(filters, context.upNodes)
        filters = filters.without("node", "dangling")
        filters.add("true", to: "dangling")
        var removed: Set<String> = []
        let unused = try await networks(on: nodes, filters, context).filter { !Self.kept.contains($0.name) }
        for (_, entries) in Dictionary(grouping: unused, by: { $0.isLocal ? $0.node.id.rawValue + $0.id : $0.id }) {
            // One that is in use on another node is refused there.
            if try await remove(entries, context).isSuccess { removed.insert(entries[0].name) }
        }
        return .docker(.object([("NetworksDeleted", .strings(removed.sorted()))]))
    }
}
