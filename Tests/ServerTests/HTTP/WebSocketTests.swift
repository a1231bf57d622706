//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPTypes
import HummingbirdCore
import NIOCore
import Testing

@testable import Server

@Suite struct WebSocketTests {
    /// Answers each message with itself in brackets; `end` ends it.
    private static let echo = APIRoute(.get, "/echo", access: .everyone) { request in
        guard let headers = WebSocketHandshake.accept(request.head) else { throw APIFailure.invalid("no WebSocket") }
        return Response(
            status: .switchingProtocols,
            headers: headers,
            body: ResponseBody { writer in
                for try await part in request.body {
                    let text = String(buffer: part)
                    if text == "end" { break }
                    try await writer.write(ByteBuffer(string: "[\(text)]"))
                }
                try await writer.finish(nil)
            }
        )
    }

    private static let head =
        "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    /// A frame from a client, whose mask leaves it as it is.
    private static func frame(_ opcode: UInt8, _ text: String, isLast: Bool = true) -> [UInt8] {
        [isLast ? 0x80 | opcode : opcode, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
    }

    @Test func messagesPassBothWays() async throws {
        try await TestServer.with([Self.echo]) { server in
            try await RawConnection.open(port: server.port) { connection in
                // The first message comes in one piece with the head.
                let head = Array("\(Self.head)Sec-WebSocket-Protocol: gantry.terminal\r\n\r\n".utf8)
                try await connection.write(bytes: head + Self.frame(2, "one"))
                let answer = try await connection.read(to: "\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 101 "))
                // RFC 6455, 1.3, has this key and what answers it.
                #expect(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                #expect(try await connection.read(to: "[one]").hasSuffix("[one]"))
                try await connection.write(bytes: Self.frame(2, "t", isLast: false) + Self.frame(9, "ping"))
                #expect(try await connection.read(to: "ping").hasSuffix("ping"))
                try await connection.write(bytes: Self.frame(0, "wo") + Self.frame(2, "end"))
                #expect(try await connection.readToEnd().contains("[two]"))
            }
        }
    }

    @Test func theBrowsersEndEndsIt() async throws {
        try await TestServer.with([Self.echo]) { server in
            try await RawConnection.open(port: server.port) { connection in
                let head = Array("\(Self.head)Sec-WebSocket-Protocol: gantry.terminal\r\n\r\n".utf8)
                try await connection.write(bytes: head + Self.frame(8, ""))
                #expect(try await connection.readToEnd().hasPrefix("HTTP/1.1 101 "))
            }
        }
    }

    @Test func otherProtocolsAreRefused() async throws {
        try await TestServer.with([Self.echo]) { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.write("\(Self.head)Sec-WebSocket-Protocol: chat\r\n\r\n")
                #expect(try await connection.readToEnd().hasPrefix("HTTP/1.1 400 "))
            }
        }
    }
}
