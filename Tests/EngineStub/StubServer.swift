//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHTTP1
import NIOPosix
package import NIOSSL

/// A request as the stub got it.
package struct StubRequest: Sendable {
    package var method: String
    /// The path with its query.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: String

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// What the stub answers.
package enum StubAnswer: Sendable {
    case whole(status: Int, String)
    /// Parts that are sent as they come; the answer ends with the stream.
    case stream(AsyncStream<String>)

    package static func json(_ text: String) -> StubAnswer { .whole(status: 200, text) }
}

/// An HTTP server with canned answers, on a unix socket or with TLS on a loopback port.
package struct StubServer: Sendable {
    package enum Place: Sendable {
        case unixSocket(String)
        case loopback(NIOSSLContext)
    }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// Serves while the body runs.
    ///
    /// - Parameters:
    ///   - place: Where to listen.
    ///   - answer: Gives the answer to a request.
    ///   - body: What to do meanwhile; it gets the port, or 0 for a unix socket.
    /// - Returns: What the body returned.
    /// - Throws: What the body threw, or why the place can't be listened at.
    package static func run<Value: Sendable>(
        at place: Place,
        answer: @escaping @Sendable (StubRequest) async -> StubAnswer,
        _ body: @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let listener = try await listen(at: place)
        return try await listener.executeThenClose { connections in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await withThrowingDiscardingTaskGroup { clients in
                        for try await connection in connections {
                            clients.addTask { try? await serve(connection, answer) }
                        }
                        clients.cancelAll()
                    }
                }
                defer { group.cancelAll() }
                return try await body(listener.channel.localAddress?.port ?? 0)
            }
        }
    }

    private static func listen(at place: Place) async throws -> NIOAsyncChannel<Connection, Never> {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        switch place {
        case .unixSocket(let path):
            return try await bootstrap.childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                    channel.eventLoop.makeCompletedFuture { try wrap(channel, nil) }
                }
        case .loopback(let tls):
            return try await bootstrap.bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try wrap(channel, tls) }
            }
        }
    }

    private static func wrap(_ channel: any Channel, _ tls: NIOSSLContext?) throws -> Connection {
        if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
        return try Connection(wrappingChannelSynchronously: channel)
    }

    private static func serve(
        _ connection: Connection,
        _ answer: @Sendable (StubRequest) async -> StubAnswer
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var request: StubRequest?
            for try await part in inbound {
                switch part {
                case .head(let head):
                    request = StubRequest(
                        method: head.method.rawValue,
                        path: head.uri,
                        headers: head.headers.map { ($0.name, $0.value) },
                        body: ""
                    )
                case .body(let bytes):
                    request?.body += String(buffer: bytes)
                case .end:
                    guard let received = request else { continue }
                    try await send(answer(received), outbound)
                    if received.header("connection") == "close" { return }
                }
            }
        }
    }

    private static func send(
        _ answer: StubAnswer,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws {
        switch answer {
        case .whole(let status, let text):
            let headers = HTTPHeaders([("content-length", String(text.utf8.count)), ("x-stub", "yes")])
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
            try await outbound.write(.head(head))
            try await outbound.write(.body(.byteBuffer(ByteBuffer(string: text))))
        case .stream(let parts):
            let headers = HTTPHeaders([("transfer-encoding", "chunked")])
            try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)))
            for await part in parts {
                try await outbound.write(.body(.byteBuffer(ByteBuffer(string: part))))
            }
        }
        try await outbound.write(.end(nil))
    }
}
