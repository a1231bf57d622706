//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import AsyncHTTPClient
package import NIOCore
import NIOHTTP1
import NIOPosix

/// An answer of the engine as it is.
package struct EngineResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: HTTPClientResponse.Body
}

/// The two directions of a raw connection to the engine.
package typealias EnginePipe = NIOAsyncChannel<ByteBuffer, ByteBuffer>

extension EngineClient {
    /// Passes a request on as it is; cancelling the task ends it at the engine, too.
    ///
    /// - Parameters:
    ///   - method: The HTTP method.
    ///   - path: The path with its query, without the version if any version does.
    ///   - headers: What goes with it, but for the host and the framing of the body.
    ///   - body: The body; nil for none.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `EngineError` with `unreachable`.
    package func send(
        method: String,
        path: String,
        headers: [(String, String)],
        body: HTTPClientRequest.Body?
    ) async throws -> EngineResponse {
        var request = try makeRequest(HTTPMethod(rawValue: method), path)
        request.headers.add(contentsOf: headers)
        request.body = body
        let response = try await execute(request, with: streams)
        return EngineResponse(
            status: Int(response.status.code),
            headers: response.headers.map { ($0.name, $0.value) },
            body: response.body
        )
    }

    /// Opens a raw connection to the engine's socket, each direction of which can be closed alone.
    ///
    /// - Throws: `EngineError` with `unreachable`.
    package func openPipe() async throws -> EnginePipe {
        do {
            return try await ClientBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(unixDomainSocketPath: socketPath) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try EnginePipe(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true)
                        )
                    }
                }
        } catch {
            throw EngineError(
                .unreachable,
                "docker engine: no answer at \(socketPath): \(error); start Docker, or name its socket"
            )
        }
    }
}
