//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Tunnel

/// Passes a call through to one node's engine, and its answer back.
struct EngineRelay: Sendable {
    /// Most bytes of an answer that has to be read as a whole.
    private static let answerLimit = 1 << 20

    let request: APIRequest
    let connection: TunnelConnection
    /// The engine's, with the query.
    let path: String
    /// Headers besides those that came with the request, in place of those of their names.
    var headers: [(String, String)] = []

    /// The answer, which is passed on as it comes.
    func respond() async throws -> Response {
        if request.wantsUpgrade { return try await hijack() }
        guard let length = request.announcedLength, length <= APIRequest.bodyLimit else { return try await upload() }
        return try await respond(to: length > 0 ? try await request.collect() : [])
    }

    /// The answer to another body than the client's.
    func respond(to body: [UInt8]) async throws -> Response {
        stream(try await connection.send(message(body.isEmpty ? .none : .bytes(ByteBuffer(bytes: body)))))
    }

    private func stream(_ answer: TunnelResponse) -> Response {
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

    /// Sends a body as it comes in; the answer may begin before its end.
    private func upload() async throws -> Response {
        try await request.live { body, live in
            let answer = try await connection.send(message(.stream(body)))
            live.begin(answer.status, HTTPFields(passingOn: answer.headers))
            for try await part in answer.body { try await live.write(part) }
        }
    }

    private func message(_ body: TunnelRequestBody) -> TunnelRequest {
        TunnelRequest(
            method: request.head.method.rawValue,
            path: AgentPaths.dockerPrefix + path,
            headers: passedOn,
            body: body
        )
    }

    private var passedOn: [(String, String)] {
        let own = Set(headers.map { $0.0.lowercased() })
        return request.head.headerFields.passedOn.filter { !own.contains($0.0.lowercased()) } + headers
    }

    // MARK: Calls that take the connection over

    /// Speaks HTTP/1.1 with the engine over a pipe, up to its 101; from then on raw bytes go both ways.
    private func hijack() async throws -> Response {
        let client = ChunkReader(request.body)
        let length = request.contentLength ?? 0
        guard length <= APIRequest.bodyLimit, request.head.headerFields[.transferEncoding] == nil else {
            throw APIFailure.tooLarge(limit: APIRequest.bodyLimit)
        }
        let body = try await client.read(length)
        let pipe = try await connection.openPipe(to: AgentPaths.dockerPipe)
        var message = "\(request.head.method.rawValue) \(path) HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\n"
        message += "Upgrade: \(request.head.headerFields[.upgrade] ?? "tcp")\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in passedOn { message += "\(name): \(value)\r\n" }
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
            if let end = ConnectionEnd.current {
                group.addTask {
                    await end.wait()
                    pipe.close()
                }
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
