//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerAPI
import HTTPTypes
import HummingbirdCore
import Model
import NIOCore

/// Serves the Docker Engine API of a whole cluster as if it were one engine.
///
/// Calls about one container go to its node; lists are merged from all nodes; what is made is placed by the scheduler.
struct DockerEndpoint: Sendable {
    let containers: any ContainerDirectory
    let connections: AgentConnections
    let execs = ExecDirectory()
    let lists = ContainerListCache()

    func respond(to request: APIRequest) async throws -> Response {
        let cluster = try await containers.clusterID(of: request.parameter("cluster"))
        let call = try DockerCall(request.head.method, path: request.parameter("call"))
        let context = DockerContext(
            request: request,
            cluster: cluster,
            call: call,
            nodes: try await containers.dockerNodes(cluster),
            engines: EngineCaller(cluster: cluster, connections: connections, version: call.version, lists: lists),
            query: EngineQuery(request.rawQuery)
        )
        try context.checkVersion()
        switch call.subject {
        case .container(let name): return try await container(name, context)
        case .exec(let id): return try await exec(id, context)
        case .image(let name): return try await image(name, context)
        case .network(let name): return try await network(name, context)
        case .volume(let name): return try await volume(name, context)
        case .distribution(let name): return try await anyEngine(context, headers: login(for: name, context))
        case .cluster: return try await whole(context)
        }
    }

    /// The calls that are about no single thing.
    private func whole(_ context: DockerContext) async throws -> Response {
        switch (context.method, context.call.action) {
        case (.get, "_ping"), (.head, "_ping"): return ping(context)
        case (.get, "info"): return try await info(context)
        case (.get, "version"): return version(context)
        case (.get, "events"): return try await events(context)
        case (.get, "system/df"): return try await diskUsage(context)
        case (.get, "containers/json"), (.get, "containers/ps"): return try await listContainers(context)
        case (.post, "containers/create"): return try await createContainer(context)
        case (.post, "commit"): return try await commit(context)
        case (.get, "images/json"): return try await listImages(context)
        case (.get, "images/get"): return try await saveImages(context)
        case (.post, "images/create"): return try await createImage(context)
        case (.post, "images/load"): return try await loadImages(context)
        case (.post, "build"): return try await build(context)
        case (.post, "build/cancel"): return try await everyEngine(context)
        case (.get, "networks"): return try await listNetworks(context)
        case (.post, "networks/create"): return try await createNetwork(context)
        case (.post, "networks/prune"): return try await pruneNetworks(context)
        case (.get, "volumes"): return try await listVolumes(context)
        case (.post, "volumes/create"): return try await createVolume(context)
        case (.post, "containers/prune"): return try await prune(context, sparing: [ContainerLabels.cluster])
        case (.post, "volumes/prune"): return try await pruneVolumes(context)
        case (.post, "images/prune"), (.post, "build/prune"): return try await prune(context)
        case (.get, "images/search"), (.post, "auth"), (.get, "plugins"): return try await anyEngine(context)
        default: throw refusal(of: context)
        }
    }

    private func refusal(of context: DockerContext) -> DockerRefusal {
        let action = context.call.action
        let first = action.split(separator: "/").first.map(String.init) ?? ""
        if DockerCall.swarmModeCalls.contains(first) {
            return DockerRefusal(
                501,
                "\(action): Not supported in clustering mode; Gantry places containers itself: deploy an application"
            )
        }
        let isKnown = ["images/viz", "session", "grpc"].contains(action) || first == "plugins"
        return isKnown ? .unsupported(action) : .unknownCall
    }

    /// Has a call that any engine can answer answered by one.
    private func anyEngine(
        _ context: DockerContext,
        headers: [(String, String)] = []
    ) async throws -> Response {
        let path = context.call.path(query: context.request.rawQuery)
        return try await relay(context, to: try context.firstNode, path, headers: headers)
    }

    /// Has a call made to every engine; the answer is empty.
    private func everyEngine(_ context: DockerContext) async throws -> Response {
        let path = context.call.path(query: context.request.rawQuery)
        let answers = try await context.engines.each(context.upNodes, context.method.rawValue, path)
        if let refused = answers.lazy.compactMap(\.answer).first(where: { !$0.isSuccess }) { throw refused.refusal }
        return .empty(.noContent)
    }

    /// Passes the call through to a node.
    func relay(
        _ context: DockerContext,
        to node: ClusterNode,
        _ path: String,
        headers: [(String, String)] = []
    ) async throws -> Response {
        try await EngineRelay(
            request: context.request,
            connection: try context.engines.connection(node),
            path: path,
            headers: headers
        )
        .respond()
    }
}

/// A call with what is needed to answer it.
struct DockerContext: Sendable {
    let request: APIRequest
    let cluster: ClusterID
    let call: DockerCall
    /// All of the cluster's, in their order.
    let nodes: [ClusterNode]
    let engines: EngineCaller
    let query: EngineQuery

    var method: HTTPRequest.Method { request.head.method }
    /// Those whose engines answer.
    var upNodes: [ClusterNode] { nodes.filter(\.isUp) }
    /// The newest version of the API that all engines know.
    var newestVersion: APIVersion { .shared(by: upNodes.map(\.apiVersion)) }
    /// The version that the call is written in.
    var version: APIVersion { call.version.flatMap { APIVersion($0) } ?? newestVersion }

    /// A node for what any can do.
    var firstNode: ClusterNode {
        get throws {
            guard let node = nodes.first(where: { $0.isUp && $0.isReady }) ?? upNodes.first else {
                throw DockerRefusal.noHealthyNode
            }
            return node
        }
    }

    /// A node whose engine can make what is the whole cluster's.
    var managerNode: ClusterNode {
        get throws {
            let managers = upNodes.filter(\.isSwarmManager)
            guard let node = managers.first(where: \.isReady) ?? managers.first else {
                throw DockerRefusal.noManager
            }
            return node
        }
    }

    func node(_ id: NodeID) throws -> ClusterNode {
        guard let node = nodes.first(where: { $0.id == id }) else { throw DockerRefusal.noNode(id.rawValue) }
        return node
    }

    /// The nodes that the filter `node` leaves, by names or IDs.
    func nodes(_ filters: EngineFilters, _ all: [ClusterNode]) -> [ClusterNode] {
        all.filter { node in filters.allows("node") { node.isCalled($0) } }
    }

    func checkVersion() throws {
        guard let text = call.version else { return }
        guard let version = APIVersion(text) else {
            throw DockerRefusal(400, "version '\(text.prefix(20))': it is none; write one such as v1.41")
        }
        guard version <= newestVersion else { throw DockerRefusal.tooNew(version, newest: newestVersion) }
    }

    /// The body as JSON; nil when it is empty.
    func json() async throws -> JSONText? {
        let bytes = try await request.collect()
        if bytes.isEmpty { return nil }
        guard let json = JSONText(parsing: bytes) else { throw DockerRefusal(400, "request body: it is no JSON") }
        return json
    }
}

extension Response {
    /// An answer of the Docker Engine API.
    static func docker(_ json: JSONText, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: .init(bytes: json.bytes))
        )
    }

    /// A list of many elements, sent part by part: the client reads what it has while the rest is encrypted.
    static func docker(list elements: [JSONText]) -> Response {
        let length = elements.reduce(2 + max(elements.count - 1, 0)) { $0 + $1.bytes.count }
        let body = ResponseBody(contentLength: length) { writer in
            var part = ByteBuffer()
            part.reserveCapacity(min(length, listPartSize + elements.reduce(0) { max($0, $1.bytes.count) }))
            part.writeString("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { part.writeString(",") }
                part.writeBytes(element.bytes)
                guard part.readableBytes >= listPartSize else { continue }
                try await writer.write(part)
                part.clear()
            }
            part.writeString("]")
            try await writer.write(part)
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }

    private static let listPartSize = 64 << 10

    /// An engine's answer as it is.
    static func docker(_ answer: EngineCaller.Answer) -> Response {
        Response(
            status: .init(code: answer.status),
            headers: HTTPFields(passingOn: answer.headers),
            body: ResponseBody(byteBuffer: .init(bytes: answer.bytes))
        )
    }
}
