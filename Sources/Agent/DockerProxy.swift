//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import AsyncHTTPClient
import DockerEngine
import FoundationEssentials
import NIOCore
import Tunnel

/// Hands the control plane's Docker calls to the engine as they are.
struct DockerProxy: Sendable {
    /// Headers that the connection to the engine sets by itself.
    private static let ownHeaders: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    let engine: EngineClient
    let revision: EngineRevision

    /// Passes a call and its answer on, part by part.
    ///
    /// A list of containers comes with a tag; one that the caller has already isn't asked of the engine.
    ///
    /// - Parameters:
    ///   - path: The engine's path with its query.
    ///   - request: The call.
    ///   - responder: Takes the answer.
    /// - Throws: What broke the stream off; an engine that doesn't answer is told as an answer of status 502.
    func pass(_ path: String, _ request: TunnelServerRequest, _ responder: TunnelResponder) async throws {
        let isList = Self.isContainerList(path, request.method)
        if isList, let tag = request.header("if-none-match"), revision.isCurrent(tag) {
            return try await responder.respond(status: 304, headers: [("etag", tag)])
        }
        // What changes while the list is made may be missing in it.
        let tag = isList ? revision.tag : nil
        let mayChange = !["GET", "HEAD"].contains(request.method)
        let response: EngineResponse
        do {
            response = try await engine.send(
                method: request.method,
                path: path,
                headers: request.headers.filter { !Self.ownHeaders.contains($0.0) },
                body: try await body(of: request)
            )
        } catch let error as EngineError {
            return try await responder.respond(
                status: 502,
                headers: [("content-type", "application/json")],
                ByteBuffer(bytes: try JSONEncoder().encode(["message": error.message]))
            )
        }
        // Whoever has the answer must not be given a list from before, even if the engine's event comes later.
        if mayChange { revision.change() }
        let tagged = response.status == 200 ? tag.map { [("etag", $0)] } ?? [] : []
        try await responder.respondHead(status: response.status, headers: response.headers + tagged)
        for try await part in response.body { try await responder.write(part) }
        if mayChange { revision.change() }
        try await responder.finish()
    }

    /// Whether a call is for a list of containers without what changes all the time, such as the sizes of their files.
    private static func isContainerList(_ path: String, _ method: String) -> Bool {
        let parts = path.split(separator: "?", maxSplits: 1)
        guard method == "GET", let words = parts.first?.split(separator: "/"),
            words.suffix(2) == ["containers", "json"], words.count == 2 || words.count == 3 && words[0].hasPrefix("v")
        else { return false }
        return parts.count == 1 || !parts[1].contains("size=")
    }

    private func body(of request: TunnelServerRequest) async throws -> HTTPClientRequest.Body? {
        if let length = request.header("content-length").flatMap({ Int64($0) }) {
            return length > 0 ? .stream(request.body, length: .known(length)) : .bytes(ByteBuffer())
        }
        // Without a length the engine would be told "chunked", and it refuses some calls that have a body, even an
        // empty one: whether there is one shows at its first part.
        let rest = BodyRest(request.body)
        guard let first = try await rest.next() else { return .bytes(ByteBuffer()) }
        return .stream(BegunBody(first: first, rest: rest), length: .unknown)
    }

    /// Connects a pipe with the engine's socket until both directions have ended, or the engine has hung up.
    ///
    /// - Parameter pipe: The control plane's end.
    /// - Throws: What broke it off.
    func connect(_ pipe: TunnelPipe) async throws {
        let connection = try await engine.openPipe()
        pipe.accept()
        try await connection.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Direction.self) { group in
                group.addTask {
                    for try await part in pipe.inbound { try await outbound.write(part) }
                    outbound.finish()
                    return .toEngine
                }
                group.addTask {
                    for try await part in inbound { try await pipe.write(part) }
                    try await pipe.finish()
                    return .fromEngine
                }
                group.addTask {
                    try? await connection.channel.closeFuture.get()
                    return .hangUp
                }
                // The future of a channel's end can't be cancelled, only brought about; by an error as well.
                defer {
                    connection.channel.close(promise: nil)
                    group.cancelAll()
                }
                var ended: Set<Direction> = []
                while !ended.isSuperset(of: [.toEngine, .fromEngine]), let direction = try await group.next() {
                    ended.insert(direction)
                    // What the engine said last must still get through, but nobody is there to take more.
                    if ended.isSuperset(of: [.fromEngine, .hangUp]) { break }
                }
            }
        }
    }

    private enum Direction: Hashable, Sendable {
        case toEngine
        case fromEngine
        case hangUp
    }
}

/// What is left of a body after its beginning was read.
///
/// Unchecked: it has one reader at a time, first the proxy and then, handed over with the request, the HTTP client.
private final class BodyRest: @unchecked Sendable {
    private var iterator: TunnelBody.AsyncIterator

    init(_ body: TunnelBody) {
        iterator = body.makeAsyncIterator()
    }

    func next() async throws -> ByteBuffer? {
        try await iterator.next()
    }
}

/// A body whose first part was read already.
private struct BegunBody: AsyncSequence, Sendable {
    let first: ByteBuffer
    let rest: BodyRest

    struct AsyncIterator: AsyncIteratorProtocol {
        var first: ByteBuffer?
        let rest: BodyRest

        mutating func next() async throws -> ByteBuffer? {
            if let first {
                self.first = nil
                return first
            }
            return try await rest.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(first: first, rest: rest)
    }
}
