//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
package import Logging
package import NIOCore
import NIOPosix

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A unix socket at which containers subscribe: routers get route tables there, proxies the services they lead
/// to, load balancers their listeners.
package struct AddonServer: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    package typealias Listener = NIOAsyncChannel<any Channel, Never>

    /// The longest line that a subscriber may send, in bytes: a router's statistics are larger than what a proxy says.
    private var maximumReply: Int { role == .router ? RouteStatisticsRequest.maximumAnswer : 1 << 20 }

    package let socketPath: String
    private let role: AddonHub.Role
    package let hub: AddonHub
    private let group: any EventLoopGroup
    private let logger: Logger

    /// Makes the server of a kind of subscribers: each kind has a directory of its own, which its containers mount.
    package init(
        runDirectory: String,
        role: AddonHub.Role = .router,
        hub: AddonHub,
        group: any EventLoopGroup,
        logger: Logger
    ) {
        socketPath = Self.directory(of: role, in: runDirectory) + "/addon.sock"
        self.role = role
        self.hub = hub
        self.group = group
        self.logger = logger
    }

    private static func directory(of role: AddonHub.Role, in runDirectory: String) -> String {
        switch role {
        case .router: runDirectory
        case .proxy: runDirectory + "/proxy"
        case .balancer: runDirectory + "/balancer"
        }
    }

    /// Makes the socket anew; only root may connect.
    package func listen() async throws -> Listener {
        if let end = socketPath.lastIndex(of: "/") {
            try FileManager.default.createDirectory(
                atPath: String(socketPath[..<end]),
                withIntermediateDirectories: true
            )
        }
        let listener: Listener = try await ServerBootstrap(group: group)
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelOption(.autoRead, value: false)
            .bind(unixDomainSocketPath: socketPath, cleanupExistingSocketFile: true) { channel in
                // It is wrapped by who serves it: a wrapped channel that nobody came to serve, because the agent stops
                // just then, ends the process.
                channel.eventLoop.makeSucceededFuture(channel)
            }
        guard chmod(socketPath, 0o600) == 0 else { throw IOError(errnoCode: errno, reason: "chmod \(socketPath)") }
        return listener
    }

    /// Serves subscribers until the task is cancelled; the socket is removed then.
    package func run(_ listener: Listener) async throws {
        defer { unlink(socketPath) }
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
        let subscriber = await hub.connect(as: role)
        logger.info("\(role) connected")
        do {
            let connection = try await channel.eventLoop.submit {
                try Connection(wrappingChannelSynchronously: channel)
            }.get()
            try await channel.setOption(.autoRead, value: true).get()
            try await connection.executeThenClose { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await read(inbound, from: subscriber) }
                    group.addTask { try await write(outbound, to: subscriber) }
                    defer { group.cancelAll() }
                    try await group.next()
                }
            }
        } catch {
            logger.debug("\(role) connection failed", metadata: ["error": "\(error)"])
        }
        await hub.disconnect(subscriber)
        logger.info("\(role) disconnected")
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        from subscriber: AddonHub.Connection
    ) async throws {
        var lines = MessageLines(maximumLength: maximumReply)
        let decoder = JSONDecoder()
        var lastError: String?
        for try await part in inbound {
            lines.append(part)
            while let line = try lines.next() {
                let reply = try decoder.decode(AddonReply.self, from: Data(line.readableBytesView))
                // Once for each reason: it may be the same for many tables.
                if case .applied(let revision, let error) = reply, error != lastError {
                    lastError = error
                    logger.warning(
                        error == nil ? "tables taken by a \(role) again" : "table refused by a \(role)",
                        metadata: ["revision": "\(revision)", "error": "\(error ?? "none")"]
                    )
                }
                await hub.receive(reply, from: subscriber)
            }
        }
    }

    private func write(
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        to subscriber: AddonHub.Connection
    ) async throws {
        let encoder = JSONEncoder()
        for await _ in subscriber.wakeUp.signals {
            for message in await hub.takeMessages(subscriber) {
                var line = ByteBuffer(bytes: try encoder.encode(message))
                line.writeInteger(UInt8(ascii: "\n"))
                try await outbound.write(line)
            }
        }
    }
}
