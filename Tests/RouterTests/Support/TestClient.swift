//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix
import Synchronization

/// A browser without a memory: each request has a connection of its own.
struct TestClient: Sendable {
    struct Response: Sendable {
        var status: Int
        /// Lower-case names.
        var headers: [(name: String, value: String)]
        var body: String

        /// The name of the container that answered.
        var container: String { String(body.prefix(while: { $0 != " " })) }
        var cookies: [String] { headers.filter { $0.name == "set-cookie" }.map(\.value) }
    }

    struct BrokenResponse: Error {
        var text: String
    }

    let port: Int

    func get(_ host: String, _ path: String = "/", headers: [String] = []) async throws -> Response {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let lines = ["GET \(path) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n"))
            var answer = ByteBuffer()
            for try await var part in inbound { answer.writeBuffer(&part) }
            return try Self.parse(String(buffer: answer))
        }
    }

    /// Requests on one connection, each when the body asks for it.
    func keepingConnection(
        _ host: String,
        _ body: (_ get: () async throws -> Response) async throws -> Void
    ) async throws {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            try await body {
                try await outbound.write(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"))
                var text = ""
                while true {
                    guard let part = try await parts.next() else { throw BrokenResponse(text: text) }
                    text += String(buffer: part)
                    guard text.contains("\r\n\r\n") else { continue }
                    let response = try Self.parse(text)
                    let length = response.headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
                    if response.body.utf8.count >= length ?? 0 { return response }
                }
            }
        }
    }

    /// How many requests `load` has under way at a time.
    static let loadClients = 4

    /// Sends requests all the time, some at once, until the work is done.
    ///
    /// - Returns: How many there were, and what went wrong with those that were not answered with 200.
    func load(
        _ host: String,
        while work: () async throws -> Void
    ) async throws -> (count: Int, failures: [String]) {
        let tally = Tally()
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<Self.loadClients {
                group.addTask {
                    while !tally.isOver {
                        do {
                            let status = try await get(host).status
                            tally.count(failure: status == 200 ? nil : "status \(status)")
                        } catch {
                            tally.count(failure: "\(error)")
                        }
                    }
                }
            }
            defer { tally.end() }
            try await work()
            // Some requests after the work, too.
            let count = tally.result.count
            while tally.result.count < count + 40 { await Task.yield() }
        }
        return tally.result
    }

    private static func parse(_ text: String) throws -> Response {
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw BrokenResponse(text: text) }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw BrokenResponse(text: text)
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: parts[0].lowercased(), value: String(parts.last?.drop(while: { $0 == " " }) ?? ""))
        }
        return Response(status: status, headers: headers, body: String(text[end.upperBound...]))
    }
}

/// Counts requests.
private final class Tally: Sendable {
    private let content = Mutex((count: 0, failures: [String](), isOver: false))

    var isOver: Bool { content.withLock(\.isOver) }
    var result: (count: Int, failures: [String]) { content.withLock { ($0.count, $0.failures) } }

    func count(failure: String?) {
        content.withLock { content in
            content.count += 1
            if let failure { content.failures.append(failure) }
        }
    }

    func end() {
        content.withLock { $0.isOver = true }
    }
}
