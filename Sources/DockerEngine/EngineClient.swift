//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AsyncHTTPClient
import FoundationEssentials
package import NIOCore
import NIOHTTP1

/// A client of the Docker Engine API on a unix socket.
///
/// Paths carry no API version, so that the engine speaks the newest it knows: what is read of its answers is the same
/// in all of them.
package struct EngineClient: Sendable {
    package static let defaultSocketPath = "/var/run/docker.sock"

    /// How long the engine may take for a call that isn't a stream.
    static let callLimit = Duration.seconds(15)
    /// The largest answer that is taken into memory, in bytes.
    static let maximumAnswer = 64 << 20

    package let socketPath: String
    let group: any EventLoopGroup
    /// For calls that are answered at once; a hanging stream must not take their connections.
    let calls: HTTPClient
    let streams: HTTPClient

    private init(socketPath: String, group: any EventLoopGroup) {
        self.socketPath = socketPath
        self.group = group
        calls = HTTPClient(eventLoopGroup: group, configuration: Self.configuration(connections: 16))
        streams = HTTPClient(eventLoopGroup: group, configuration: Self.configuration(connections: 10_000))
    }

    private static func configuration(connections: Int) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // A socket that nobody listens at is a fact to report at once; callers have their own back-off.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// Gives a client to a body, and closes its connections afterwards.
    ///
    /// - Parameters:
    ///   - socketPath: The engine's socket.
    ///   - group: The event loops to use.
    ///   - body: What to do with the client.
    /// - Returns: What the body returned.
    /// - Throws: What the body threw.
    package static func run<Value: Sendable>(
        socketPath: String = defaultSocketPath,
        group: any EventLoopGroup,
        _ body: (EngineClient) async throws -> Value
    ) async throws -> Value {
        let engine = EngineClient(socketPath: socketPath, group: group)
        do {
            let value = try await body(engine)
            await engine.shutdown()
            return value
        } catch {
            await engine.shutdown()
            throw error
        }
    }

    private func shutdown() async {
        try? await calls.shutdown()
        try? await streams.shutdown()
    }

    /// Calls the engine and decodes its answer.
    func call<Value: Decodable & Sendable>(
        _ method: HTTPMethod = .GET,
        _ path: String,
        body: Data? = nil
    ) async throws -> Value {
        let bytes = try await call(method, path, body: body)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes.readableBytesView))
        } catch {
            throw EngineError(.badAnswer, "docker engine: its answer to \(method) \(path) can't be read: \(error)")
        }
    }

    /// Calls the engine and takes its whole answer.
    func call(_ method: HTTPMethod, _ path: String, body: Data? = nil) async throws -> ByteBuffer {
        var request = try makeRequest(method, path)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let late = EngineError(
            .timedOut,
            "docker engine: \(method) \(path) took longer than \(Self.callLimit); look at the engine's log"
        )
        return try await withDeadline(Self.callLimit, orThrow: late) { [request] in
            let response = try await execute(request, with: calls)
            guard response.status.code < 400 else { throw await refusal(of: request, response) }
            return try await collect(response, of: request)
        }
    }

    func makeRequest(_ method: HTTPMethod, _ path: String) throws -> HTTPClientRequest {
        guard path.hasPrefix("/"), let url = URL(httpURLWithSocketPath: socketPath, uri: path) else {
            throw EngineError(.badAnswer, "docker engine: '\(path.prefix(200))' is no path; correct it")
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = method
        request.headers.add(name: "Host", value: "docker")
        return request
    }

    func execute(_ request: HTTPClientRequest, with client: HTTPClient) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, deadline: .distantFuture)
        } catch {
            try Task.checkCancellation()
            throw EngineError(
                .unreachable,
                "docker engine: no answer at \(socketPath): \(error); start Docker, or name its socket"
            )
        }
    }

    /// The error that an answer of 400 or above stands for.
    func refusal(of request: HTTPClientRequest, _ response: HTTPClientResponse) async -> EngineError {
        struct Refusal: Decodable { var message: String }
        let body = try? await response.body.collect(upTo: 1 << 16)
        let refusal = body.flatMap { try? JSONDecoder().decode(Refusal.self, from: Data($0.readableBytesView)) }
        let status = Int(response.status.code)
        return EngineError(
            .refused(status: status),
            "docker engine: \(refusal?.message ?? response.status.reasonPhrase) (status \(status))"
        )
    }

    private func collect(_ response: HTTPClientResponse, of request: HTTPClientRequest) async throws -> ByteBuffer {
        do {
            return try await response.body.collect(upTo: Self.maximumAnswer)
        } catch {
            try Task.checkCancellation()
            throw EngineError(.badAnswer, "docker engine: its answer to \(request.method) broke off: \(error)")
        }
    }
}
