//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import FoundationEssentials
import Logging
import NIOCore
import NIOPosix

/// The connection to the agent, made anew whenever it breaks.
struct AddonClient: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private static let maximumMessage = 64 << 20

    /// Takes a message, and what answers it.
    typealias Receiver = @Sendable (AddonMessage, @escaping @Sendable (AddonReply) async -> Void) -> Void

    let socketPath: String
    /// What is said first at each connection.
    var greeting: AddonReply?
    let logger: Logger
    let receive: Receiver

    /// Takes messages until the task is cancelled.
    func run() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await converse()
                failures = 0
                logger.info("the agent closed the connection")
            } catch {
                if Task.isCancelled { return }
                failures += 1
                // An agent that is being updated is nothing to write home about each second.
                logger.log(
                    level: failures == 1 ? .warning : .debug,
                    "no connection to the agent",
                    metadata: ["socket": "\(socketPath)", "error": "\(error)"]
                )
            }
            if Task.isCancelled { return }
            try? await Task.sleep(for: min(.milliseconds(100) * (1 << min(failures, 6)), .seconds(5)))
        }
    }

    private func converse() async throws {
        let connection: Connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: socketPath) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        logger.info("connected to the agent", metadata: ["socket": "\(socketPath)"])
        try await connection.executeThenClose { inbound, outbound in
            if let greeting { await send(greeting, to: outbound) }
            let decoder = JSONDecoder()
            var lines = MessageLines(maximumLength: Self.maximumMessage)
            for try await part in inbound {
                lines.append(part)
                while let line = try lines.next() {
                    do {
                        let message = try decoder.decode(AddonMessage.self, from: Data(line.readableBytesView))
                        receive(message) { await send($0, to: outbound) }
                    } catch {
                        // Possibly of a newer agent; the messages after it may still be understood.
                        logger.error("message of the agent not understood", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }

    private func send(_ reply: AddonReply, to outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async {
        do {
            var line = ByteBuffer(bytes: try JSONEncoder().encode(reply))
            line.writeInteger(UInt8(ascii: "\n"))
            try await outbound.write(line)
        } catch {
            // The agent that asked is gone; the next connection begins with the table again.
            logger.debug("reply not sent", metadata: ["error": "\(error)"])
        }
    }
}
