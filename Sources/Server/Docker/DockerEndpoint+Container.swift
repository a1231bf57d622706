//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import DockerAPI
import FoundationEssentials
import HTTPText
import HTTPTypes
import HummingbirdCore
import Model

/// Calls about one container, which go to its node.
extension DockerEndpoint {
    func container(_ name: String, _ context: DockerContext) async throws -> Response {
        let (place, node) = try await place(of: name, context)
        let path = context.call.path(place.id, query: context.request.rawQuery)
        switch (context.method, context.call.action) {
        case (.get, "json"): return try await inspect(path, on: node, context)
        case (.delete, ""): return try await remove(place, path, on: node, context)
        case (.post, "rename"): return try await rename(place, path, on: node, context)
        case (.post, "exec"): return try await createExec(path, on: node, context)
        default: return try await relay(context, to: node, path)
        }
    }

    /// Where a container is whose node can be asked.
    ///
    /// - Throws: `DockerRefusal` in the words that clients expect for the call.
    func place(of name: String, _ context: DockerContext) async throws -> (ContainerPlace, ClusterNode) {
        guard let place = try await containers.dockerContainer(name, in: context.cluster) else {
            switch (context.method, context.call.action) {
            case (.get, "json"), (.post, "start"), (.post, "exec"):
                throw DockerRefusal.noContainer(name, .inspectOrStart)
            case (.delete, ""): throw DockerRefusal.noContainer(name, .delete)
            default: throw DockerRefusal.noContainer(name)
            }
        }
        let node = try context.node(place.node)
        guard node.isUp else { throw DockerRefusal.unhealthy(container: name, node: node.name) }
        return (place, node)
    }

    private func inspect(_ path: String, on node: ClusterNode, _ context: DockerContext) async throws -> Response {
        let answer = try await context.engines.call(node, "GET", path)
        guard answer.isSuccess, let json = answer.json else { return .docker(answer) }
        return .docker(ContainerInspection.located(json, on: node))
    }

    private func remove(
        _ place: ContainerPlace,
        _ path: String,
        on node: ClusterNode,
        _ context: DockerContext
    ) async throws -> Response {
        let answer = try await context.engines.call(node, "DELETE", path)
        // That it isn't there any more is as good a reason to forget it.
        if answer.isSuccess || answer.status == 404 {
            try await containers.noteRemoval(of: ContainerID(place.id), on: node.id, in: context.cluster)
        }
        return .docker(answer)
    }

    private func rename(
        _ place: ContainerPlace,
        _ path: String,
        on node: ClusterNode,
        _ context: DockerContext
    ) async throws -> Response {
        let wanted = context.query["name"].map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 } ?? ""
        let isTaken = try await containers.isNameTaken(wanted, in: context.cluster)
        guard wanted == place.name || !isTaken else { throw DockerRefusal.nameTaken(wanted) }
        let answer = try await context.engines.call(node, "POST", path)
        if answer.isSuccess {
            try await containers.noteName(wanted, of: ContainerID(place.id), on: node.id, in: context.cluster)
        }
        return .docker(answer)
    }

    // MARK: Sessions

    /// Makes an exec session and remembers its node, which its ID doesn't tell.
    private func createExec(_ path: String, on node: ClusterNode, _ context: DockerContext) async throws -> Response {
        let answer = try await context.engines.call(node, "POST", path, json: try await context.json() ?? .null)
        if answer.status == 201, let id = answer.json?["Id"]?.string {
            execs.add(id, cluster: context.cluster, node: node.id)
        }
        return .docker(answer)
    }

    func exec(_ id: String, _ context: DockerContext) async throws -> Response {
        let path = context.call.path(query: context.request.rawQuery)
        guard let known = execs.node(of: id, cluster: context.cluster) else {
            return try await relay(context, to: try await owner(ofExec: id, context), path)
        }
        return try await relay(context, to: try context.node(known), path)
    }

    /// The node of a session that was made past this server, or before its start.
    private func owner(ofExec id: String, _ context: DockerContext) async throws -> ClusterNode {
        let path = context.engines.path("/exec/\(PercentEncoding.encode(id))/json")
        let answers = try await context.engines.each(context.upNodes, "GET", path)
        guard let node = answers.first(where: { $0.answer?.isSuccess ?? false })?.node else {
            throw DockerRefusal.noExec(id)
        }
        execs.add(id, cluster: context.cluster, node: node.id)
        return node
    }

    /// Makes an image of a container, on its node.
    func commit(_ context: DockerContext) async throws -> Response {
        let (place, node) = try await place(of: context.query["container"] ?? "", context)
        var query = context.query
        query["container"] = place.id
        return try await relay(context, to: node, context.engines.path("/commit", query))
    }
}
