//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHTTP1
import NIOPosix
import Routing

/// An HTTP server that answers with its name, the request's path and headers; it stands for a container.
struct TestContainer: Sendable {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let name: String
    let port: Int
    /// What requests for `/held` wait for, after they have been put into `held`.
    let gate = Gate()
    let held = Mailbox<String>()
    private let task: Task<Void, any Error>

    var server: RouteServer { RouteServer(name: name, address: "127.0.0.1", port: port) }
    var drainingServer: RouteServer { RouteServer(name: name, address: "127.0.0.1", port: port, isDraining: true) }

    /// Starts a server on a free port, or on one that is known to be free.
    init(_ name: String, port: Int = 0) async throws {
        self.name = name
        let listener: NIOAsyncChannel<Connection, Never> = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton
        )
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .bind(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                return try Connection(wrappingChannelSynchronously: channel)
            }
        }
        self.port = listener.channel.localAddress?.port ?? 0
        let (gate, held) = (gate, held)
        task = Task {
            try await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { try? await Self.serve(connection, name, gate, held) }
                    }
                }
            }
        }
    }

    /// Ends the server and its connections, as a killed container does.
    func kill() async {
        task.cancel()
        _ = await task.result
    }

    private static func serve(
        _ connection: Connection,
        _ name: String,
        _ gate: Gate,
        _ held: Mailbox<String>
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
            for try await part in inbound {
                switch part {
                case .head(let head): request = head
                case .body: break
                case .end:
                    if request.uri == "/held" {
                        await held.put(name)
                        await gate.pass()
                    }
                    let text = (["\(name) \(request.uri)"] + request.headers.map { "\($0.name): \($0.value)" })
                        .joined(separator: "\n")
                    let headers: HTTPHeaders = ["content-length": "\(text.utf8.count)"]
                    try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)))
                    try await outbound.write(.body(.byteBuffer(ByteBuffer(string: text))))
                    try await outbound.write(.end(nil))
                }
            }
        }
    }
}
