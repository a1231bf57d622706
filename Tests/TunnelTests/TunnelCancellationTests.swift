//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TunnelCancellationTests {
    /// A handler that never answers, and tells of its start and of its cancellation.
    private struct Waiting {
        let started = AsyncStream.makeStream(of: Void.self)
        let cancelled = AsyncStream.makeStream(of: Void.self)

        var handler: TestHandler {
            TestHandler { [started, cancelled] request, responder in
                guard request.path == "/wait" else {
                    try await responder.respond(status: 204)
                    return
                }
                started.continuation.yield()
                let (never, continuation) = AsyncStream.makeStream(of: Void.self)
                await withTaskCancellationHandler {
                    for await _ in never {}
                } onCancel: {
                    continuation.finish()
                }
                cancelled.continuation.yield()
            }
        }
    }

    @Test func cancellingASenderCancelsTheHandler() async throws {
        let waiting = Waiting()
        try await withTunnel(waiting.handler) { connection in
            let sender = Task { try await connection.send(TunnelRequest(method: "GET", path: "/wait")) }
            _ = await waiting.started.stream.next
            sender.cancel()
            await #expect(throws: CancellationError.self) { try await sender.value }
            _ = await waiting.cancelled.stream.next
            try await expectStatus(204, of: "/", connection)
        }
    }

    @Test func thousandsOfCancelledStreamsDoNotEndTheConnection() async throws {
        let waiting = Waiting()
        try await withTunnel(waiting.handler) { connection in
            for _ in 0..<20 {
                let senders = (0..<100).map { _ in
                    Task { try await connection.send(TunnelRequest(method: "GET", path: "/wait")) }
                }
                for _ in senders { _ = await waiting.started.stream.next }
                for sender in senders { sender.cancel() }
                for _ in senders { _ = await waiting.cancelled.stream.next }
            }
            try await expectStatus(204, of: "/", connection)
        }
    }

    @Test func droppingABodyEndsItsSender() async throws {
        let ended = AsyncStream.makeStream(of: Void.self)
        let handler = TestHandler { _, responder in
            defer { ended.continuation.yield() }
            try await responder.respondHead(status: 200)
            while true {
                try await responder.write(ByteBuffer(repeating: 7, count: 10_000))
            }
        }
        try await withTunnel(handler) { connection in
            for bytesToRead in [0, 1, 100_000, 3_000_000] {
                let response = try await connection.send(TunnelRequest(method: "GET", path: "/"))
                var count = 0
                if bytesToRead > 0 {
                    for try await chunk in response.body {
                        count += chunk.readableBytes
                        if count >= bytesToRead { break }
                    }
                }
            }
            for _ in 0..<4 { _ = await ended.stream.next }
        }
    }

    @Test func cancellingABodysReaderEndsItsSender() async throws {
        let ended = AsyncStream.makeStream(of: Void.self)
        let handler = TestHandler { request, responder in
            defer { ended.continuation.yield() }
            try await responder.respondHead(status: 200)
            try await responder.write(ByteBuffer(string: "first"))
            for try await _ in request.body {}
        }
        try await withTunnel(handler) { connection in
            let first = AsyncStream.makeStream(of: Void.self)
            let upload = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            let reader = Task {
                let response = try await connection.send(
                    TunnelRequest(method: "GET", path: "/", body: .stream(upload.stream))
                )
                for try await _ in response.body {
                    first.continuation.yield()
                }
            }
            _ = await first.stream.next
            reader.cancel()
            _ = await ended.stream.next
            _ = await reader.result
        }
    }
}
