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

/// Images: one list of those of all nodes; what is done to one is done on every node that has it.
extension DockerEndpoint {
    func listImages(_ context: DockerContext) async throws -> Response {
        let filters = try EngineFilters(context.query["filters"])
        var query = context.query
        query["filters"] = filters.without("node").json.text
        let answers = try await context.engines.each(
            context.nodes(filters, context.upNodes),
            "GET",
            context.engines.path("/images/json", query)
        )
        // Of images that a filter names, a node may know nothing.
        let found = answers.compactMap(\.answer).filter { $0.status != 404 }
        if let refused = found.first(where: { !$0.isSuccess }) { throw refused.refusal }
        return .docker(ImageList.merge(found.compactMap(\.json)))
    }

    /// A call about one image.
    func image(_ name: String, _ context: DockerContext) async throws -> Response {
        let path = context.call.path(query: context.request.rawQuery)
        let owners = try await owners(ofImage: name, context)
        guard let first = owners.first else { throw DockerRefusal.noImage(name, isDelete: context.method == .delete) }
        switch (context.method, context.call.action) {
        case (.post, "tag"):
            try await everyNode(owners, path, context)
            return .empty(.created)
        case (.delete, ""):
            let answers = try await everyNode(owners, path, context)
            return .docker(ImageList.mergeRemovals(answers.compactMap(\.json)))
        case (.post, "push"):
            return try await relay(context, to: first, path, headers: try await login(for: name, context))
        default: return try await relay(context, to: first, path)
        }
    }

    /// The nodes that have the image that a call is about.
    private func owners(ofImage name: String, _ context: DockerContext) async throws -> [ClusterNode] {
        guard context.call.action == "push" else { return try await owners(of: [name], context) }
        // Here the tag is not part of the name; without one, all tags of the name are meant.
        if let tag = context.query["tag"], !tag.isEmpty { return try await owners(of: ["\(name):\(tag)"], context) }
        var filters = EngineFilters()
        filters.add(name, to: "reference")
        var query = EngineQuery()
        query["filters"] = filters.json.text
        return try await context.engines.each(context.upNodes, "GET", context.engines.path("/images/json", query))
            .filter { $0.answer?.json?.elements?.isEmpty == false }
            .map(\.node)
    }

    /// The cluster's login, for a client that brings none along.
    func login(for image: String, _ context: DockerContext) async throws -> [(String, String)] {
        let own = context.request.head.headerFields[.registryAuthentication] ?? ""
        // `{}` is what clients send that know no login.
        guard own.isEmpty || own == "e30=" || own == "e30",
            let login = try await containers.imageSource(of: image, in: context.cluster).authentication
        else { return [] }
        return [("X-Registry-Auth", login)]
    }

    /// The nodes that have all of some images.
    private func owners(of images: [String], _ context: DockerContext) async throws -> [ClusterNode] {
        var owners = context.upNodes
        for image in images {
            let path = context.engines.path("/images/\(PercentEncoding.encodePath(image))/json")
            owners = try await context.engines.each(owners, "GET", path)
                .filter { $0.answer?.isSuccess ?? false }
                .map(\.node)
        }
        return owners
    }

    /// Makes a call on several nodes.
    ///
    /// - Throws: `DockerRefusal` with a line for each that refused, although others did it.
    @discardableResult
    func everyNode(
        _ nodes: [ClusterNode],
        _ path: String,
        _ context: DockerContext,
        json: JSONText? = nil
    ) async throws -> [EngineCaller.Answer] {
        let answers = try await context.engines.each(nodes, context.method.rawValue, path, json: json)
        let problems = answers.compactMap { node, answer -> (status: Int, line: String)? in
            guard let answer else { return (500, "\(node.name): it can't be reached") }
            return answer.isSuccess ? nil : (answer.status, "\(node.name): \(answer.message)")
        }
        guard problems.isEmpty else {
            // Where all say the same of it, that is what it is.
            let status = Set(problems.map(\.status)).count == 1 ? problems[0].status : 500
            throw DockerRefusal(status, problems.map(\.line).joined(separator: "; "))
        }
        return answers.compactMap(\.answer)
    }

    /// An archive of several images, of a node that has all of them.
    func saveImages(_ context: DockerContext) async throws -> Response {
        let names = context.query.all("names")
        guard names.count <= 1_000 else { throw DockerRefusal(400, "names: there are more than 1000; give fewer") }
        guard let node = try await owners(of: names, context).first else {
            throw DockerRefusal(
                404,
                "Unable to find a healthy engine containing all images: [\(names.joined(separator: " "))]"
            )
        }
        return try await relay(context, to: node, context.call.path(query: context.request.rawQuery))
    }
}
