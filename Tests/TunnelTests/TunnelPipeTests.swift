//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TunnelPipeTests {
    @Test func carriesBytesBothWaysAndEndsEachWayByItself() async throws {
        let handler = TestHandler(onPipe: { target, pipe in
            try await pipe.write(ByteBuffer(string: target + "\n"))
            for try await chunk in pipe.inbound {
                try await pipe.write(chunk)
            }
            // The opener's direction has ended; ours is still open.
            try await pipe.write(ByteBuffer(string: "bye"))
            try await pipe.finish()
        })
        try await withTunnel(handler) { connection in
            let pipe = try await connection.openPipe(to: "unix:/var/run/docker.sock")
            try await pipe.write(ByteBuffer(string: "hello "))
            try await pipe.finish()
            let all = try await pipe.inbound.collect(upTo: 100)
            #expect(String(buffer: all) == "unix:/var/run/docker.sock\nhello bye")
        }
    }

    @Test func theHandlersEndLeavesTheOpenersDirectionOpen() async throws {
        let received = AsyncStream.makeStream(of: String.self)
        let handler = TestHandler(onPipe: { _, pipe in
            try await pipe.write(ByteBuffer(string: "only this"))
            try await pipe.finish()
            received.continuation.yield(String(buffer: try await pipe.inbound.collect(upTo: 100)))
        })
        try await withTunnel(handler) { connection in
            let pipe = try await connection.openPipe(to: "x")
            #expect(String(buffer: try await pipe.inbound.collect(upTo: 100)) == "only this")
            try await pipe.write(ByteBuffer(string: "still open"))
            try await pipe.finish()
            #expect(await received.stream.next == "still open")
        }
    }

    @Test func isOpenBeforeTheHandlerWrites() async throws {
        let handler = TestHandler(onPipe: { _, pipe in
            let first = try await pipe.inbound.collect(upTo: 100)
            try await pipe.write(first)
        })
        try await withTunnel(handler) { connection in
            let pipe = try await connection.openPipe(to: "x")
            try await pipe.write(ByteBuffer(string: "I speak first"))
            try await pipe.finish()
            var iterator = pipe.inbound.makeAsyncIterator()
            #expect(try await iterator.next() == ByteBuffer(string: "I speak first"))
        }
    }

    @Test func tellsWhyItCannotBeOpened() async throws {
        struct Failure: Error, CustomStringConvertible {
            let description = "engine: no such container"
        }
        let handler = TestHandler(onPipe: { _, _ in throw Failure() })
        try await withTunnel(handler) { connection in
            let error = await #expect(throws: TunnelError.self) { try await connection.openPipe(to: "x") }
            #expect(error?.code == .refused(status: 502))
            #expect(error?.message == "engine: no such container")
            await #expect(throws: TunnelError.self) { try await connection.openPipe(to: "with space") }
        }
    }

    @Test func aDroppedPipeEndsTheOtherSide() async throws {
        let ended = AsyncStream.makeStream(of: Void.self)
        let handler = TestHandler(onPipe: { _, pipe in
            defer { ended.continuation.yield() }
            for try await _ in pipe.inbound {}
        })
        try await withTunnel(handler) { connection in
            _ = try await connection.openPipe(to: "x")
            _ = await ended.stream.next
            let pipe = try await connection.openPipe(to: "x")
            pipe.close()
            _ = await ended.stream.next
            await #expect(throws: TunnelError.self) { try await pipe.write(ByteBuffer(string: "late")) }
        }
    }

    @Test func bothSidesSendMuchAtOnce() async throws {
        let size = 8 << 20
        let handler = TestHandler(onPipe: { _, pipe in
            for try await chunk in pipe.inbound {
                try await pipe.write(chunk)
            }
            try await pipe.finish()
        })
        try await withTunnel(handler) { connection in
            let pipe = try await connection.openPipe(to: "x")
            async let echo = pipe.inbound.collect(upTo: size)
            for _ in 0..<(size >> 16) {
                try await pipe.write(ByteBuffer(repeating: 7, count: 1 << 16))
            }
            try await pipe.finish()
            #expect(try await echo.readableBytes == size)
        }
    }
}
