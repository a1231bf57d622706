//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerAPI
import Model
import NIOCore
import Tunnel

/// Calls the engines of one cluster's nodes.
struct EngineCaller: Sendable {
    /// Most bytes of an answer that is read as a whole.
    private static let answerLimit = 64 << 20
    /// How long engines have for an answer that is merged with others'; who takes longer counts as down.
    static let patience = Duration.seconds(30)

    let cluster: ClusterID
    let connections: AgentConnections
    /// Such as `v1.41`, as the caller wrote it.
    let version: String?
    let lists: ContainerListCache

    /// An engine's answer, as a whole.
    struct Answer: Sendable {
        var node: ClusterNode
        var status: Int
        var headers: [(String, String)]
        var bytes: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status) || status == 304 }
        var json: JSONText? { JSONText(parsing: bytes) }
        /// What an engine says of its refusal.
        var message: String {
            json?["message"]?.string ?? String(decoding: bytes.prefix(1_000), as: UTF8.self)
        }
        var refusal: DockerRefusal { DockerRefusal(status, message) }
    }

    func connection(_ node: ClusterNode) throws -> TunnelConnection {
        try connections.connection(cluster: cluster, node: node.id)
    }

    /// The path of an engine's call as agents take it.
    ///
    /// - Parameters:
    ///   - path: Without the version, such as `/containers/json`.
    ///   - query: The query.
    /// - Returns: The path with the version and the query.
    func path(_ path: String, _ query: EngineQuery = EngineQuery()) -> String {
        let text = query.text
        return (version.map { "/" + $0 } ?? "") + path + (text.isEmpty ? "" : "?" + text)
    }

    /// Begins a call, whose path has the version and the query.
    ///
    /// It fails when the node can't be reached.
    func open(
        _ node: ClusterNode,
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: TunnelRequestBody = .none
    ) async throws -> TunnelResponse {
        try await connection(node).send(
            TunnelRequest(method: method, path: AgentPaths.dockerPrefix + path, headers: headers, body: body)
        )
    }

    /// Makes a call and reads its answer; a refusal is one, too.
    func call(
        _ node: ClusterNode,
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        json: JSONText? = nil
    ) async throws -> Answer {
        let response = try await open(
            node,
            method,
            path,
            headers: headers + (json == nil ? [] : [("content-type", "application/json")]),
            body: json.map { .bytes(ByteBuffer(bytes: $0.bytes)) } ?? .none
        )
        return try await read(response, of: node)
    }

    private func read(_ response: TunnelResponse, of node: ClusterNode) async throws -> Answer {
        let bytes = try await response.collect(upTo: Self.answerLimit)
        return Answer(
            node: node,
            status: response.status,
            headers: response.headers,
            bytes: Array(bytes.readableBytesView)
        )
    }

    /// The containers of an engine, which are read while they come, or as they were when nothing changed since.
    ///
    /// - Parameters:
    ///   - node: Whose engine it is.
    ///   - path: `/containers/json` with the version and the query.
    /// - Returns: The containers in the engine's order, or its refusal.
    /// - Throws: When the node can't be reached, or its engine gives no list.
    func containers(
        of node: ClusterNode,
        _ path: String
    ) async throws -> Result<[ContainerList.Entry], DockerRefusal> {
        let key = ContainerListCache.Key(
            cluster: cluster,
            node: node.id,
            nodeName: node.name,
            nodeAddress: node.address,
            path: path
        )
        let last = lists[key]
        let response = try await open(node, "GET", path, headers: last.map { [("if-none-match", $0.tag)] } ?? [])
        if response.status == 304, let last {
            _ = try await response.collect(upTo: 0)
            return .success(last.entries)
        }
        guard response.status == 200 else { return .failure(try await read(response, of: node).refusal) }
        var reader = ContainerListReader(node)
        var entries: [ContainerList.Entry] = []
        var size = 0
        for try await part in response.body {
            size += part.readableBytes
            guard size <= Self.answerLimit else { throw ContainerListReader.NoList() }
            part.withUnsafeReadableBytes { reader.append($0) }
            while let entry = try reader.next() { entries.append(entry) }
        }
        guard reader.isComplete else { throw ContainerListReader.NoList() }
        // What counts seconds is untrue a moment later.
        if let tag = response.header("etag"), !reader.countsSeconds {
            let size = entries.reduce(0) { $0 + $1.json.bytes.count }
            lists.keep(ContainerListCache.List(tag: tag, entries: entries, size: size), for: key)
        }
        return .success(entries)
    }

    /// Makes the same call to several engines side by side.
    ///
    /// For each node, in the given order, there is its answer, or nil when it can't be reached or takes too long.
    func each(
        _ nodes: [ClusterNode],
        _ method: String,
        _ path: String,
        json: JSONText? = nil,
        patience: Duration? = Self.patience
    ) async throws -> [(node: ClusterNode, answer: Answer?)] {
        try await each(nodes, patience: patience) { try await call($0, method, path, json: json) }
    }

    /// Does something with several engines side by side.
    ///
    /// For each node, in the given order, there is what came of it, or nil when it failed or took too long.
    func each<Value: Sendable>(
        _ nodes: [ClusterNode],
        patience: Duration? = Self.patience,
        _ operation: @escaping @Sendable (ClusterNode) async throws -> Value
    ) async throws -> [(node: ClusterNode, answer: Value?)] {
        let answers = await withTaskGroup(of: (Int, Value?).self) { group in
            for (index, node) in nodes.enumerated() {
                group.addTask { (index, try? await withPatience(patience) { try await operation(node) }) }
            }
            return await group.reduce(into: [Int: Value]()) { $0[$1.0] = $1.1 }
        }
        try Task.checkCancellation()
        return nodes.enumerated().map { ($0.element, answers[$0.offset]) }
    }
}

/// Does something for so long at most.
///
/// - Throws: `CancellationError` when it takes longer.
private func withPatience<Value: Sendable>(
    _ limit: Duration?,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let limit else { return try await operation() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(operation: operation)
        group.addTask {
            try await Task.sleep(for: limit)
            throw CancellationError()
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
