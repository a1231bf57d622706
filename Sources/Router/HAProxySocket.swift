//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix

/// A unix socket at which HAProxy takes commands: a worker's run-time API, or its master's.
struct HAProxySocket: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// More than the statistics of 100,000 servers.
    private static let maximumAnswer = 64 << 20

    let path: String
    var timeLimit = Duration.seconds(10)

    /// Sends commands of a worker's run-time API and returns the answer to each, without line feeds at their ends.
    func ask(_ commands: [String]) async throws -> [String] {
        // With a prompt after each answer it is known where one ends.
        let text = try await exchange("prompt\n" + commands.joined(separator: "\n") + "\nquit\n")
        let parts = text.components(before: "\n> ")
        guard parts.count == commands.count + 2 else {
            throw RouterError(
                "\(path): \(commands.count) commands got \(parts.count - 2) answers; haproxy may have been restarted"
            )
        }
        return parts[1...commands.count].map { String($0.trimmingLineFeeds) }
    }

    /// Sends one command and returns the answer.
    func ask(_ command: String) async throws -> String {
        try await exchange(command + "\n")
    }

    private func exchange(_ request: String) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await converse(request) }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() ?? nil else {
                throw RouterError("\(path): no answer within \(timeLimit); look at haproxy's log")
            }
            return answer
        }
    }

    private func converse(_ request: String) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            // The master keeps the connection open until it is told that nothing follows.
            outbound.finish()
            var answer = ByteBuffer()
            for try await var part in inbound {
                answer.writeBuffer(&part)
                guard answer.readableBytes <= Self.maximumAnswer else {
                    throw RouterError("\(path): haproxy's answer is larger than \(Self.maximumAnswer) bytes")
                }
            }
            return String(buffer: answer)
        }
    }
}

extension String {
    /// The text before the first separator, between any two, and after the last.
    fileprivate func components(before separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = utf8[...]
        let pattern = Array(separator.utf8)
        var position = rest.startIndex
        while let start = rest[position...].firstIndex(of: pattern[0]) {
            if rest[start...].starts(with: pattern) {
                parts.append(Substring(rest[..<start]))
                rest = rest[start...].dropFirst(pattern.count)
                position = rest.startIndex
            } else {
                position = rest.index(after: start)
            }
        }
        parts.append(Substring(rest))
        return parts
    }
}

extension Substring {
    fileprivate var trimmingLineFeeds: Substring {
        var text = self
        while text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
