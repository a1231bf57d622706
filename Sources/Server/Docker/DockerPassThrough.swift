//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Model
import NIOCore
import ServiceLifecycle
import Tunnel

/// Passes calls of the Docker Engine API through to the node that has the container.
struct DockerPassThrough: Sendable {
    /// Most bytes of an answer that has to be read as a whole.
    private static let answerLimit = 1 << 20

    let containers: any ContainerDirectory
    let connections: AgentConnections
    let execs = ExecDirectory()

    func respond(to request: APIRequest) async throws -> Response {
        let cluster = try await containers.clusterID(of: request.parameter("cluster"))
        let call = try DockerCall(path: request.parameter("call"))
        let (node, container) = try await place(of: call, cluster: cluster, query: request.query)
        let connection = try connections.connection(cluster: cluster, node: node)
        let path = call.path(container: container, query: request.rawQuery)
        if request.wantsUpgrade { return try await hijack(request, connection, path: path) }
        if call.createsExec, request.head.method == .post {
            return try await createExec(request, connection, path: path) { execs.add($0, cluster: cluster, node: node) }
        }
        return try await forward(request, connection, path: path)
    }

    private func place(
        of call: DockerCall,
        cluster: ClusterID,
        query: RequestQuery
    ) async throws -> (node: NodeID, container: String?) {
        switch call.subject {
        case .container(let name):
            let (id, node) = try await containers.place(ofContainer: name, in: cluster)
            return (node, id)
        case .exec(let id):
            if let node = execs.node(of: id, cluster: cluster) { return (node, nil) }
            if let name = query.text("node") { return (try await containers.nodeID(of: name, in: cluster), nil) }
            throw APIFailure.notFound(
                "exec \(id): Not Found; it wasn't made through this server since its start: name its node with ?node="
            )
        }
    }

    // MARK: Ordinary calls

    private func forward(
        _ request: APIRequest,
        _ connection: TunnelConnection,
        path: String
    ) async throws -> Response {
        if let length = request.announcedLength, length <= APIRequest.bodyLimit {
            let body = length > 0 ? try await request.collect() : []
            let message = tunnelRequest(
                request,
                path: path,
                body: body.isEmpty ? .none : .bytes(ByteBuffer(bytes: body))
            )
            return stream(try await connection.send(message), for: request)
        }
        return try await upload(request, connection, path: path)
    }

    /// An answer that is passed on as it comes.
    private func stream(_ answer: TunnelResponse, for request: APIRequest) -> Response {
        var headers = HTTPFields(passingOn: answer.headers)
        let isEmpty = answer.status == 204 || answer.status == 304
        let length = isEmpty ? 0 : answer.header("content-length").flatMap(Int.init)
        // An answer without a length may last, and its reader leave; watching for that uses the connection up.
        if length == nil { headers[.connection] = "close" }
        let body = ResponseBody(contentLength: length) { writer in
            if length == nil {
                try await request.whileWanted { for try await part in answer.body { try await writer.write(part) } }
            } else {
                for try await part in answer.body { try await writer.write(part) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }

    /// Sends a body as it comes in; its answer is short.
    private func upload(
        _ request: APIRequest,
        _ connection: TunnelConnection,
        path: String
    ) async throws -> Response {
        let (body, source) = RequestBody.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await part in request.body { await source.yield(part) }
                    source.finish()
                } catch {
                    source.finish(error)
                }
            }
            defer { group.cancelAll() }
            let answer = try await connection.send(tunnelRequest(request, path: path, body: .stream(body)))
            let bytes = try await answer.collect(upTo: Self.answerLimit)
            return Response(
                status: .init(code: answer.status),
                headers: HTTPFields(passingOn: answer.headers),
                body: ResponseBody(byteBuffer: bytes)
            )
        }
    }

    /// Remembers the node of an exec session that is made.
    private func createExec(
        _ request: APIRequest,
        _ connection: TunnelConnection,
        path: String,
        remember: (String) -> Void
    ) async throws -> Response {
        struct Created: Decodable { var Id: String }
        let body = ByteBuffer(bytes: try await request.collect())
        let answer = try await connection.send(tunnelRequest(request, path: path, body: .bytes(body)))
        let bytes = try await answer.collect(upTo: Self.answerLimit)
        if answer.status == 201,
            let created = try? JSONDecoder().decode(Created.self, from: Data(bytes.readableBytesView))
        {
            remember(created.Id)
        }
        return Response(
            status: .init(code: answer.status),
            headers: HTTPFields(passingOn: answer.headers),
            body: ResponseBody(byteBuffer: bytes)
        )
    }

    private func tunnelRequest(_ request: APIRequest, path: String, body: TunnelRequestBody) -> TunnelRequest {
        TunnelRequest(
            method: request.head.method.rawValue,
            path: AgentPaths.dockerPrefix + path,
            headers: request.head.headerFields.passedOn,
            body: body
        )
    }

    // MARK: Calls that take the connection over

    /// Speaks HTTP/1.1 with the engine over a pipe, up to its 101; from then on raw bytes go both ways.
    private func hijack(
        _ request: APIRequest,
        _ connection: TunnelConnection,
        path: String
    ) async throws -> Response {
        let client = ChunkReader(request.body)
        let length = request.contentLength ?? 0
        guard length <= APIRequest.bodyLimit, request.head.headerFields[.transferEncoding] == nil else {
            throw APIFailure.tooLarge(limit: APIRequest.bodyLimit)
        }
        let body = try await client.read(length)
        let pipe = try await connection.openPipe(to: AgentPaths.dockerPipe)
        var message = "\(request.head.method.rawValue) \(path) HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\n"
        message += "Upgrade: \(request.head.headerFields[.upgrade] ?? "tcp")\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in request.head.headerFields.passedOn { message += "\(name): \(value)\r\n" }
        try await pipe.write(ByteBuffer(string: message + "\r\n"))
        if !body.isEmpty { try await pipe.write(ByteBuffer(bytes: body)) }
        let engine = ChunkReader(pipe.inbound)
        guard let bytes = try await engine.readHead(limit: EngineAnswerHead.limit),
            let head = EngineAnswerHead(bytes)
        else { throw APIFailure.unavailable("docker call: the engine gave no answer; see the engine's log") }
        guard head.status == 101 else {
            let length = head.headers[.contentLength].flatMap(Int.init) ?? 0
            let text = try await engine.read(min(length, Self.answerLimit))
            pipe.close()
            return Response(
                status: .init(code: head.status),
                headers: HTTPFields(passingOn: head.headers.map { ($0.name.rawName, $0.value) }),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: text))
            )
        }
        return Response(
            status: .switchingProtocols,
            headers: head.headers,
            body: ResponseBody { writer in
                try await relay(client, pipe, engine, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    /// Passes bytes both ways until the engine's side ends; the client's end is passed on to the engine alone.
    private func relay(
        _ client: ChunkReader<RequestBody>,
        _ pipe: TunnelPipe,
        _ engine: ChunkReader<TunnelBody>,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    while let part = try await client.next() { try await pipe.write(part) }
                    try await pipe.finish()
                } catch {
                    // Ends the other direction as well.
                    pipe.close()
                }
            }
            group.addTask {
                // A session doesn't end by itself when the server does.
                try? await gracefulShutdown()
                pipe.close()
            }
            defer {
                pipe.close()
                group.cancelAll()
            }
            while let part = try await engine.next() { try await writer.write(part) }
        }
    }
}

extension APIRequest {
    /// The length of the body; nil when only its end will tell.
    fileprivate var announcedLength: Int? {
        head.headerFields[.transferEncoding] == nil ? contentLength ?? 0 : nil
    }
}
