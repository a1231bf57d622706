//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import Synchronization
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TunnelRequestTests {
    @Test func carriesRequestAndResponse() async throws {
        let handler = TestHandler { request, responder in
            let body = try await request.body.collect(upTo: 100)
            try await responder.respond(
                status: 201,
                headers: [
                    ("X-Method", request.method), ("x-path", request.path), ("x-a", request.header("X-A") ?? ""),
                ],
                ByteBuffer(string: "echo " + String(buffer: body))
            )
        }
        try await withTunnel(handler) { connection in
            let request = TunnelRequest(
                method: "POST",
                path: "/v1.41/containers/create?name=web%201",
                headers: [("X-A", "1"), ("Connection", "Upgrade"), ("Host", "docker"), ("Content-Length", "5")],
                body: .bytes(ByteBuffer(string: "hello"))
            )
            let response = try await connection.send(request)
            #expect(response.status == 201)
            #expect(response.header("x-method") == "POST")
            #expect(response.header("X-Path") == "/v1.41/containers/create?name=web%201")
            #expect(response.header("x-a") == "1")
            #expect(String(buffer: try await response.collect(upTo: 100)) == "echo hello")
            let again = await #expect(throws: TunnelError.self) { try await response.collect(upTo: 100) }
            #expect(again?.code == .invalid)
        }
    }

    @Test func streamsBothWaysAtOnce() async throws {
        let handler = TestHandler { request, responder in
            try await responder.respondHead(status: 200)
            for try await chunk in request.body {
                try await responder.write(chunk)
            }
            try await responder.finish()
        }
        try await withTunnel(handler) { connection in
            let (chunks, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            let response = try await connection.send(
                TunnelRequest(method: "POST", path: "/echo", body: .stream(chunks))
            )
            var iterator = response.body.makeAsyncIterator()
            for number in 0..<10 {
                continuation.yield(ByteBuffer(string: "chunk \(number)"))
                let echo = try #require(try await iterator.next())
                #expect(String(buffer: echo) == "chunk \(number)")
            }
            continuation.finish()
            #expect(try await iterator.next() == nil)
        }
    }

    @Test func carriesLargeBodies() async throws {
        let size = 20 << 20
        let handler = TestHandler { request, responder in
            var count = 0
            for try await chunk in request.body {
                count += chunk.readableBytes
            }
            try await responder.respondHead(status: 200, headers: [("x-count", "\(count)")])
            try await responder.write(ByteBuffer(repeating: 7, count: size))
        }
        try await withTunnel(handler) { connection in
            let body = ByteBuffer(repeating: 6, count: size)
            let response = try await connection.send(TunnelRequest(method: "PUT", path: "/", body: .bytes(body)))
            #expect(response.header("x-count") == "\(size)")
            #expect(try await response.collect(upTo: size).readableBytes == size)
            let again = try await connection.send(TunnelRequest(method: "PUT", path: "/"))
            await #expect(throws: TunnelError.self) { try await again.collect(upTo: size - 1) }
        }
    }

    @Test func aSlowReaderSlowsTheSenderDown() async throws {
        let total = 32 << 20
        let chunk = ByteBuffer(repeating: 7, count: 32 << 10)
        let sent = Mutex(0)
        // One window on the wire, one in the reader's buffer, and what the sockets hold.
        let allowance = 12 << 20
        let handler = TestHandler { _, responder in
            try await responder.respondHead(status: 200)
            while sent.withLock({ $0 }) < total {
                try await responder.write(chunk)
                sent.withLock { $0 += chunk.readableBytes }
            }
        }
        try await withTunnel(handler) { connection in
            let response = try await connection.send(TunnelRequest(method: "GET", path: "/"))
            var received = 0
            for try await chunk in response.body {
                received += chunk.readableBytes
                #expect(sent.withLock { $0 } - received < allowance)
            }
            #expect(received == total)
        }
    }

    @Test func runsManyRequestsAtOnce() async throws {
        let handler = TestHandler { request, responder in
            let body = try await request.body.collect(upTo: 100)
            try await responder.respond(status: 200, body)
        }
        try await withTunnel(handler) { connection in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let body = ByteBuffer(string: "\(number)")
                        let response = try await connection.send(
                            TunnelRequest(method: "POST", path: "/\(number)", body: .bytes(body))
                        )
                        #expect(try await response.collect(upTo: 100) == body)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func keepsManyStreamsOpenAtOnce() async throws {
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let handler = TestHandler { request, responder in
            try await responder.respondHead(status: 200)
            startedContinuation.yield()
            for try await _ in request.body {}
            try await responder.write(ByteBuffer(string: "done"))
        }
        try await withTunnel(handler) { connection in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let uploads = (0..<600).map { _ in AsyncThrowingStream.makeStream(of: ByteBuffer.self) }
                for upload in uploads {
                    group.addTask {
                        let response = try await connection.send(
                            TunnelRequest(method: "POST", path: "/", body: .stream(upload.stream))
                        )
                        #expect(String(buffer: try await response.collect(upTo: 10)) == "done")
                    }
                }
                var count = 0
                for await _ in started {
                    count += 1
                    if count == uploads.count { break }
                }
                for upload in uploads {
                    upload.continuation.finish()
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func answersForHandlersThatFail() async throws {
        struct Failure: Error, CustomStringConvertible {
            let description = "the engine is away"
        }
        let handler = TestHandler { request, responder in
            switch request.path {
            case "/throws":
                throw Failure()
            case "/throws-late":
                try await responder.respondHead(status: 200)
                try await responder.write(ByteBuffer(string: "a"))
                throw Failure()
            case "/out-of-order":
                try await responder.write(ByteBuffer(string: "a"))
            default:
                break
            }
        }
        try await withTunnel(handler) { connection in
            let thrown = try await connection.send(TunnelRequest(method: "GET", path: "/throws"))
            #expect(thrown.status == 500)
            #expect(String(buffer: try await thrown.collect(upTo: 100)) == "the engine is away")
            try await expectStatus(500, of: "/silent", connection)
            try await expectStatus(500, of: "/out-of-order", connection)
            let late = try await connection.send(TunnelRequest(method: "GET", path: "/throws-late"))
            #expect(late.status == 200)
            let error = await #expect(throws: TunnelError.self) { try await late.collect(upTo: 100) }
            #expect(error?.code == .streamReset)
        }
    }

    @Test func anAnswerMayComeBeforeTheRequestsEnd() async throws {
        let handler = TestHandler { _, responder in
            try await responder.respond(status: 413, ByteBuffer(string: "too large"))
        }
        try await withTunnel(handler) { connection in
            for _ in 0..<20 {
                let endless = AsyncThrowingStream<ByteBuffer, any Error> { ByteBuffer(repeating: 7, count: 100_000) }
                let response = try await connection.send(
                    TunnelRequest(method: "POST", path: "/", body: .stream(endless))
                )
                #expect(response.status == 413)
                #expect(String(buffer: try await response.collect(upTo: 100)) == "too large")
            }
        }
    }

    @Test func reportsABodyThatFails() async throws {
        struct Failure: Error {}
        let handler = TestHandler { request, responder in
            _ = try await request.body.collect(upTo: 100)
            try await responder.respond(status: 200)
        }
        try await withTunnel(handler) { connection in
            let broken = AsyncThrowingStream<ByteBuffer, any Error> { throw Failure() }
            let error = await #expect(throws: TunnelError.self) {
                try await connection.send(TunnelRequest(method: "POST", path: "/", body: .stream(broken)))
            }
            #expect(error?.code == .invalid)
        }
    }

    @Test(
        arguments: [
            TunnelRequest(method: "", path: "/"), TunnelRequest(method: "GET", path: ""),
            TunnelRequest(method: "GET", path: "/a b"), TunnelRequest(method: "CONNECT", path: "/"),
            TunnelRequest(method: "GET", path: "/", headers: [("a b", "1")]),
            TunnelRequest(method: "GET", path: "/", headers: [("a", "1\r\nb: 2")]),
            TunnelRequest(method: "GET", path: "/", headers: [(":path", "/x")]),
        ]
    )
    func refusesMalformedRequests(request: TunnelRequest) async throws {
        try await withTunnel(TestHandler()) { connection in
            let error = await #expect(throws: TunnelError.self) { try await connection.send(request) }
            #expect(error?.code == .invalid)
            try await expectStatus(404, of: "/", connection)
        }
    }
}
