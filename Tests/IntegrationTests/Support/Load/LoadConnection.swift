//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOPosix

/// A connection as a load holds it: what is sent and what comes back, byte by byte.
struct LoadConnection {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let connection: Connection
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var parts: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var buffer = ByteBuffer()

    /// Whether the other side has not closed it.
    var isOpen: Bool { connection.channel.isActive }

    /// Runs a body with a connection, and closes it then.
    static func with<Result: Sendable>(
        _ address: String,
        port: Int,
        _ body: (inout LoadConnection) async throws -> Result
    ) async throws -> Result {
        let connection: Connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(host: address, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        return try await connection.executeThenClose { inbound, outbound in
            var own = LoadConnection(connection: connection, outbound: outbound, parts: inbound.makeAsyncIterator())
            return try await body(&own)
        }
    }

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// What comes next, up to an empty line and with it.
    mutating func head() async throws -> String {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") { head += try await text(1) }
        return head
    }

    mutating func text(_ count: Int) async throws -> String {
        try await wait(for: count)
        return buffer.readString(length: count) ?? ""
    }

    mutating func byte() async throws -> UInt8 {
        try await wait(for: 1)
        return buffer.readInteger() ?? 0
    }

    private mutating func wait(for count: Int) async throws {
        while buffer.readableBytes < count {
            guard var part = try await parts.next() else {
                throw CommandFailure(description: "the connection broke off with \(buffer.readableBytes) bytes read")
            }
            buffer.writeBuffer(&part)
        }
    }
}

extension LoadConnection {
    /// Asks a host of nginx whether it is there, and takes the answer.
    ///
    /// - Returns: Whether the connection may be used again.
    mutating func get(_ host: String) async throws -> Bool {
        try await send("GET /healthz HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        let head = try await head()
        let headers = head.lowercased()
        guard head.hasPrefix("HTTP/1.1 200 "), !headers.contains("transfer-encoding: chunked"),
            let length = headers.split(separator: "content-length: ").dropFirst().first?.prefix(while: \.isNumber)
        else { throw CommandFailure(description: "\(head.prefix(300))") }
        _ = try await text(Int(length) ?? 0)
        return !headers.contains("connection: close")
    }

    /// Has the connection made a WebSocket (RFC 6455).
    mutating func becomeWebSocket(_ host: String) async throws {
        try await send(
            """
            GET /echo HTTP/1.1\r
            Host: \(host)\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r

            """
        )
        let head = try await head()
        guard head.hasPrefix("HTTP/1.1 101 "), head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") else {
            throw CommandFailure(description: "the WebSocket was not accepted: \(head.prefix(300))")
        }
    }

    /// Sends a text of up to 125 bytes over a WebSocket, and waits until it comes back.
    mutating func echo(_ text: String) async throws {
        let answer = try await exchange(1, text)
        guard answer == text else { throw CommandFailure(description: "\(text) came back as \(answer)") }
    }

    /// Ends a WebSocket as it should be.
    mutating func endWebSocket() async throws {
        _ = try await exchange(8, "")
    }

    private mutating func exchange(_ opcode: UInt8, _ text: String) async throws -> String {
        let mask: [UInt8] = [1, 2, 3, 4]
        try await send(
            [0x80 | opcode, 0x80 | UInt8(text.utf8.count)] + mask
                + text.utf8.enumerated().map { $1 ^ mask[$0 % mask.count] }
        )
        _ = try await byte()
        return try await self.text(Int(try await byte()))
    }
}
