//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import DockerEngine
import FoundationEssentials
import Logging
import NIOCore
import NIOPosix

/// The unix socket at which containers subscribe: routers get route tables there.
struct AddonServer: Sendable {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    typealias Listener = NIOAsyncChannel<any Channel, Never>

    /// The longest line that a router may send, in bytes.
    private static let maximumReply = 1 << 20

    let socketPath: String
    let hub: AddonHub
    let group: any EventLoopGroup
    let logger: Logger

    init(runDirectory: String, hub: AddonHub, group: any EventLoopGroup, logger: Logger) {
        socketPath = runDirectory + "/addon.sock"
        self.hub = hub
        self.group = group
        self.logger = logger
    }

    /// Makes the socket anew; only root may connect.
    func listen() async throws -> Listener {
        let listener: Listener = try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: socketPath, cleanupExistingSocketFile: true) { channel in
                // It is wrapped by who serves it: a wrapped channel that nobody came to serve, because the agent stops
                // just then, ends the process.
                channel.eventLoop.makeSucceededFuture(channel)
            }
        try LocalFiles.setMode(0o600, of: socketPath)
        return listener
    }

    /// Serves routers until the task is cancelled; the socket is removed then.
    func run(_ listener: Listener) async throws {
        defer { LocalFiles.remove(socketPath) }
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await serve(connection) }
                }
                group.cancelAll()
            }
        }
    }

    private func serve(_ channel: any Channel) async {
        let router = await hub.connect()
        logger.info("router connected")
        do {
            let connection = try await channel.eventLoop.submit {
                try Connection(wrappingChannelSynchronously: channel)
            }.get()
            try await channel.setOption(.autoRead, value: true).get()
            try await connection.executeThenClose { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await read(inbound, from: router) }
                    group.addTask { try await write(outbound, to: router) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        } catch {
            logger.debug("router connection failed", metadata: ["error": "\(error)"])
        }
        await hub.disconnect(router)
        logger.info("router disconnected")
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        from router: AddonHub.RouterConnection
    ) async throws {
        var lines = LineSplitter(maximumLength: Self.maximumReply)
        let decoder = JSONDecoder()
        for try await part in inbound {
            lines.append(part)
            while let line = try lines.next() {
                let reply = try decoder.decode(AddonReply.self, from: Data(line.readableBytesView))
                if case .applied(let revision, let error?) = reply {
                    logger.warning("route table refused", metadata: ["revision": "\(revision)", "error": "\(error)"])
                }
                await hub.receive(reply, from: router)
            }
        }
    }

    private func write(
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        to router: AddonHub.RouterConnection
    ) async throws {
        let encoder = JSONEncoder()
        for await _ in router.wakeUp.signals {
            for message in await hub.takeMessages(router) {
                var line = ByteBuffer(bytes: try encoder.encode(message))
                line.writeInteger(UInt8(ascii: "\n"))
                try await outbound.write(line)
            }
        }
    }
}
