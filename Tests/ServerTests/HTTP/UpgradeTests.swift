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

@Suite struct UpgradeTests {
    /// Answers each line with the line in brackets, after saying how long the request's own body was.
    private static let echo = APIRoute(.post, "/echo", access: .everyone) { request in
        guard request.wantsUpgrade else { throw APIFailure.invalid("upgrade: it is missing") }
        let reader = ChunkReader(request.body)
        let own = try await reader.read(request.contentLength ?? 0)
        return Response(
            status: .switchingProtocols,
            headers: [.connection: "Upgrade", .upgrade: "tcp"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "own \(own.count)\n"))
                while let part = try await reader.next() {
                    try await writer.write(ByteBuffer(string: "[\(String(buffer: part))]"))
                }
                try await writer.write(ByteBuffer(string: "bye"))
                try await writer.finish(nil)
            }
        )
    }

    private static let ordinary = APIRoute(.post, "/ordinary", access: .everyone) { request in
        .text(String(decoding: try await request.collect(), as: UTF8.self), type: "text/plain")
    }

    private static let head = "HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: tcp\r\n"

    @Test func aRouteTakesTheConnectionOver() async throws {
        try await TestServer.with([Self.echo]) { server in
            try await RawConnection.open(port: server.port) { connection in
                // The body and the first bytes of the new protocol come in one piece with the head.
                try await connection.write("POST /echo \(Self.head)Content-Length: 3\r\n\r\nabcone")
                let head = try await connection.read(to: "\r\n\r\n")
                #expect(head.hasPrefix("HTTP/1.1 101 "))
                #expect(!head.lowercased().contains("transfer-encoding"))
                #expect(try await connection.read(to: "[one]") == "own 3\n[one]")
                try await connection.write("two")
                #expect(try await connection.read(to: "[two]") == "[two]")
                // Our end is an end of one direction: the other one goes on.
                connection.finish()
                #expect(try await connection.readToEnd() == "bye")
            }
        }
    }

    @Test func refusedUpgradesAreAnsweredAndClosed() async throws {
        try await TestServer.with([Self.echo, Self.ordinary]) { server in
            for (path, status, text) in [("/nothing", 404, "notFound"), ("/ordinary", 200, "abc")] {
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.write("POST \(path) \(Self.head)Content-Length: 3\r\n\r\nabc")
                    let answer = try await connection.readToEnd()
                    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
                    #expect(answer.lowercased().contains("connection: close"))
                    #expect(answer.contains(text))
                }
            }
        }
    }

    @Test func connectionsServeManyRequests() async throws {
        try await TestServer.with([Self.ordinary]) { server in
            try await RawConnection.open(port: server.port) { connection in
                for body in ["one", "two"] {
                    try await connection.write("POST /ordinary HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n\(body)")
                    #expect(try await connection.read(to: body).hasPrefix("HTTP/1.1 200 "))
                }
            }
        }
    }
}
