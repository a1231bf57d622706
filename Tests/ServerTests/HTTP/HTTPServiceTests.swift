//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import Server

@Suite struct HTTPServiceTests {
    /// Some of the connections are accepted when nobody takes connections up any more; dropping one of these ended the
    /// process.
    @Test func connectionsThatComeAsItIsCancelledAreClosed() async throws {
        for _ in 0..<40 {
            let (ports, announce) = AsyncStream.makeStream(of: Int.self)
            let service = try HTTPService.make(
                address: HostPort(host: "127.0.0.1", port: 0),
                tls: nil,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                onRunning: { announce.yield($0) },
                respond: { _, _ in Response(status: .ok) }
            )
            let running = Task { try await service.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            let connections = (0..<16).map { _ in bootstrap.connect(host: "127.0.0.1", port: port) }
            _ = try await connections[0].get()
            running.cancel()
            for connection in connections {
                // Whoever comes after the end is refused.
                guard let channel = try? await connection.get() else { continue }
                // A kernel may drop what nobody accepted without a word, until something is sent.
                try? await channel.writeAndFlush(ByteBuffer(string: "G"))
                try await channel.closeFuture.get()
            }
            _ = await running.result
        }
    }
}
