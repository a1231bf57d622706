//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import NIOCore
import NIOPosix
import Routing

/// The agent's end of the addon socket.
struct TestAgent: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    let replies = Mailbox<AddonReply>()
    private let connected = Mailbox<NIOAsyncChannelOutboundWriter<ByteBuffer>>()
    private let task: Task<Void, any Error>

    init(socketPath: String) async throws {
        let listener: NIOAsyncChannel<Connection, Never> = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton
        )
        .bind(unixDomainSocketPath: socketPath, cleanupExistingSocketFile: true) { channel in
            channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
        }
        let (connected, replies) = (connected, replies)
        task = Task {
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    try await connection.executeThenClose { inbound, outbound in
                        await connected.put(outbound)
                        var pending = ByteBuffer()
                        for try await var part in inbound {
                            pending.writeBuffer(&part)
                            while let end = pending.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                                let line = pending.readSlice(length: end - pending.readerIndex) ?? ByteBuffer()
                                pending.moveReaderIndex(forwardBy: 1)
                                await replies.put(
                                    try JSONDecoder().decode(AddonReply.self, from: Data(line.readableBytesView))
                                )
                            }
                        }
                    }
                }
            }
        }
    }

    /// Sends a message as soon as a router is there.
    func send(_ message: AddonMessage) async throws {
        var line = ByteBuffer(bytes: try JSONEncoder().encode(message))
        line.writeInteger(UInt8(ascii: "\n"))
        let outbound = await connected.next()
        await connected.put(outbound)
        try await outbound.write(line)
    }

    /// Sends a table and waits for what the router says to it.
    func apply(_ table: RouteTable) async throws -> AddonReply {
        try await send(.table(table))
        return await replies.next()
    }

    func stop() async {
        task.cancel()
        _ = await task.result
    }
}
