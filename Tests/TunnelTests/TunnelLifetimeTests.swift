//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import PKI
import Synchronization
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TunnelLifetimeTests {
    /// Reads what it is sent and never answers; tells when it starts.
    private static func silentHandler(_ started: AsyncStream<Void>.Continuation) -> TestHandler {
        TestHandler { request, _ in
            started.yield()
            for try await _ in request.body {}
            let (never, continuation) = AsyncStream.makeStream(of: Void.self)
            await withTaskCancellationHandler {
                for await _ in never {}
            } onCancel: {
                continuation.finish()
            }
        }
    }

    private enum Loss: CaseIterable {
        /// The network goes dead without a word.
        case silence
        /// The connection is cut.
        case cut
        /// The control plane closes it.
        case closed
    }

    @Test(arguments: Loss.allCases)
    private func everyWaiterLearnsOfALoss(loss: Loss) async throws {
        var settings = TunnelSettings.patient
        if loss == .silence {
            settings.pingInterval = .milliseconds(300)
            settings.silenceLimit = .milliseconds(1_200)
        }
        let (started, startedContinuation) = AsyncStream.makeStream(of: Void.self)
        let proxy = TestProxy()
        try await withListener(listenerConfiguration(settings: settings)) { [settings] listener in
            try await proxy.run(to: listener.port) { port in
                let dialer = try TunnelDialer(
                    configuration: dialerConfiguration(port: port, settings: settings),
                    handler: Self.silentHandler(startedContinuation),
                    logger: quiet
                )
                let dialling = Task { try await dialer.run() }
                let connection = try #require(await listener.connections.next)
                let waiters = (0..<10).map { number in
                    Task {
                        // On a machine so busy that the peer seems dead before the handlers have started, go on as well.
                        defer { startedContinuation.yield() }
                        guard number > 0 else {
                            // One that is stuck in writing.
                            let endless = AsyncThrowingStream<ByteBuffer, any Error> {
                                ByteBuffer(repeating: 7, count: 100_000)
                            }
                            return try await connection.send(
                                TunnelRequest(method: "POST", path: "/", body: .stream(endless))
                            )
                        }
                        return try await connection.send(TunnelRequest(method: "GET", path: "/"))
                    }
                }
                for _ in waiters { _ = await started.next }
                switch loss {
                case .silence: proxy.swallow()
                case .cut: proxy.cut()
                case .closed: await connection.close()
                }
                for waiter in waiters {
                    let error = await #expect(throws: TunnelError.self) { try await waiter.value }
                    #expect(error?.code == .connectionLost)
                }
                await connection.waitUntilClosed()
                let late = await #expect(throws: TunnelError.self) {
                    try await connection.send(TunnelRequest(method: "GET", path: "/"))
                }
                #expect(late?.code == .connectionLost)
                await #expect(throws: TunnelError.self) { try await connection.openPipe(to: "x") }
                let ended = await #expect(throws: TunnelError.self) { try await dialling.value }
                #expect(ended?.code == .connectionLost)
            }
        }
    }

    @Test func anIdleConnectionStaysOpen() async throws {
        var settings = TunnelSettings.patient
        settings.pingInterval = .milliseconds(10)
        settings.silenceLimit = .seconds(1)
        let handler = TestHandler { _, responder in try await responder.respond(status: 204) }
        try await withTunnel(handler, settings: settings) { connection in
            // Long enough for an unanswered ping to end it.
            try await Task.sleep(for: .milliseconds(1_500))
            try await expectStatus(204, of: "/", connection)
        }
    }

    @Test func connectsAgain() async throws {
        try await withListener(listenerConfiguration()) { listener in
            let connected = AsyncStream.makeStream(of: Void.self)
            let dialer = try TunnelDialer(
                configuration: dialerConfiguration(port: listener.port),
                handler: TestHandler(),
                logger: quiet
            )
            for _ in 0..<3 {
                let dialling = Task { try await dialer.run(onConnected: { connected.continuation.yield() }) }
                let connection = try #require(await listener.connections.next)
                _ = await connected.stream.next
                try await expectStatus(404, of: "/", connection)
                await connection.close()
                await #expect(throws: TunnelError.self) { try await dialling.value }
            }
        }
    }

    @Test func cancellingTheAgentEndsItsConnection() async throws {
        try await withListener(listenerConfiguration()) { listener in
            let dialer = try TunnelDialer(
                configuration: dialerConfiguration(port: listener.port),
                handler: TestHandler(),
                logger: quiet
            )
            let dialling = Task { try await dialer.run() }
            let connection = try #require(await listener.connections.next)
            dialling.cancel()
            await #expect(throws: CancellationError.self) { try await dialling.value }
            await connection.waitUntilClosed()
        }
    }

    @Test func tellsThatNobodyListens() async throws {
        // A bound socket that does not listen refuses connections, and keeps the port from everybody else.
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(bind(socket, $0, size) == 0)
                #expect(getsockname(socket, $0, &size) == 0)
            }
        }
        let dialer = try TunnelDialer(
            configuration: dialerConfiguration(port: Int(UInt16(bigEndian: address.sin_port))),
            handler: TestHandler(),
            logger: quiet
        )
        let error = await #expect(throws: TunnelError.self) { try await dialer.run() }
        #expect(error?.code == .notConnected)
    }
}
