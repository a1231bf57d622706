//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import EngineStub
import Model
import NIOCore
import NIOPosix
import Testing

@testable import Agent

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Probes of servers in the test's own network namespace.
@Suite struct NetworkProbeTests {
    private let probe = NetworkProbe(group: MultiThreadedEventLoopGroup.singleton)
    private let target = ProbeTarget(
        id: "a",
        processID: Int(getpid()),
        started: Timestamp(seconds: 0),
        address: "127.0.0.1",
        spec: ProbeSpec(check: .tcp(port: 1))
    )

    /// Listens on a loopback port and says something to everyone who says something.
    private func withServer(_ answer: String?, _ body: (Int) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(server.localAddress?.port ?? 0)
            try await server.close()
        } catch {
            try await server.close()
            throw error
        }
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 302 Found\r\nLocation: /x\r\n\r\n", "HTTP/1.1 399\r\n"])
    func takesGoodStatuses(_ answer: String) async throws {
        try await withServer(answer) { port in
            try await probe.get("/", of: target, port: port, within: .seconds(20))
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 500 Oh no\r\n\r\n", "status 500"),
        ("HTTP/1.1 404 Not Found\r\n", "status 404"),
        ("SSH-2.0-OpenSSH\r\n", "the answer isn't HTTP"),
        (String(repeating: "x", count: 5_000), "the answer isn't HTTP"),
        ("", "connection closed without an answer"),
    ])
    func saysWhatIsWrong(_ answer: String, _ message: String) async throws {
        try await withServer(answer) { port in
            let failure = await #expect(throws: NetworkProbe.Failure.self) {
                try await probe.get("/", of: target, port: port, within: .seconds(20))
            }
            #expect(failure?.message == message)
        }
    }

    @Test func givesUpAfterTheLimit() async throws {
        try await withServer(nil) { port in
            let failure = await #expect(throws: NetworkProbe.Failure.self) {
                try await probe.get("/", of: target, port: port, within: .milliseconds(1))
            }
            #expect(failure?.message.hasPrefix("timed out") == true)
            try await probe.connect(to: target, port: port, within: .seconds(20))
        }
    }

    @Test func tellsRefusedConnections() async throws {
        var free = 0
        try await withServer(nil) { free = $0 }
        for isHTTP in [true, false] {
            let failure = await #expect(throws: NetworkProbe.Failure.self) {
                if isHTTP {
                    try await probe.get("/", of: target, port: free, within: .seconds(20))
                } else {
                    try await probe.connect(to: target, port: free, within: .seconds(20))
                }
            }
            #expect(failure?.message == "connection refused")
        }
    }

    @Test func tellsProcessesThatAreGone() async throws {
        var gone = target
        gone.processID = Int(Int32.max)
        await #expect(throws: AgentError.self) {
            try await probe.connect(to: gone, port: 1, within: .seconds(20))
        }
    }
}

private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String?

    init(answer: String?) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let answer else { return }
        if answer.isEmpty {
            context.close(promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }
}
