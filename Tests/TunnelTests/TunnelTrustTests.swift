//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import PKI
import Synchronization
import Testing
import Tunnel

@Suite(.timeLimit(.minutes(1))) struct TunnelTrustTests {
    /// Dials and expects to be turned away; then checks that the listener still serves others and has seen nobody else.
    private func expectRefusal(
        trust: TunnelTrust? = nil,
        change: @escaping @Sendable (inout TunnelDialer.Configuration) throws -> Void
    ) async throws {
        try await withListener(listenerConfiguration(trust: trust)) { listener in
            var configuration = try dialerConfiguration(port: listener.port)
            try change(&configuration)
            let connected = Mutex(false)
            let dialer = try TunnelDialer(configuration: configuration, handler: TestHandler(), logger: quiet)
            await #expect(throws: TunnelError.self) {
                try await dialer.run(onConnected: { connected.withLock { $0 = true } })
            }
            #expect(!connected.withLock { $0 })
            guard trust == nil else { return }
            let good = try TunnelDialer(
                configuration: dialerConfiguration(port: listener.port),
                handler: TestHandler(),
                logger: quiet
            )
            let dialling = Task { try await good.run() }
            let connection = try #require(await listener.connections.next)
            try await expectStatus(404, of: "/", connection)
            dialling.cancel()
            _ = await dialling.result
        }
    }

    @Test func refusesAnAgentOfAnotherAuthority() async throws {
        try await expectRefusal { configuration in
            let other = try CertificateAuthority(commonName: "test", now: Date())
            let node = try other.issueUser(clusterID: "c1", name: "n1", now: Date())
            configuration.certificatePEM = node.certificatePEM
            configuration.privateKeyPEM = node.privateKeyPEM ?? ""
        }
    }

    @Test func refusesAServerOfAnotherAuthority() async throws {
        try await expectRefusal { configuration in
            configuration.authoritiesPEM = try CertificateAuthority(commonName: "test", now: Date()).certificatePEM
        }
    }

    @Test func refusesAServerOfAnotherName() async throws {
        let authority = try TestCertificates.shared.get().authority
        let server = try authority.issueServer(names: ["gantry.example", "127.0.0.2"], now: Date())
        var configuration = try listenerConfiguration()
        configuration.certificateChainPEM = server.certificatePEM
        configuration.privateKeyPEM = server.privateKeyPEM ?? ""
        try await withListener(configuration) { listener in
            var configuration = try dialerConfiguration(port: listener.port)
            for name in [nil, "other.example"] {
                configuration.serverName = name
                let dialer = try TunnelDialer(configuration: configuration, handler: TestHandler(), logger: quiet)
                let error = await #expect(throws: TunnelError.self) { try await dialer.run() }
                #expect(error?.code == .notConnected)
            }
            configuration.serverName = "gantry.example"
            let connected = AsyncStream.makeStream(of: Void.self)
            let dialer = try TunnelDialer(configuration: configuration, handler: TestHandler(), logger: quiet)
            let dialling = Task { try await dialer.run(onConnected: { connected.continuation.yield() }) }
            _ = await connected.stream.next
            dialling.cancel()
            _ = await dialling.result
        }
    }

    @Test func refusesWhomTheFunctionRefuses() async throws {
        try await expectRefusal(trust: .verify { _ in false }) { _ in }
    }

    @Test func theFunctionSeesTheAgentsCertificate() async throws {
        let certificates = try TestCertificates.shared.get()
        let anchor = try TrustAnchor(certificatePEM: certificates.authority.certificatePEM)
        let trust = TunnelTrust.verify { chain in
            guard let der = chain.first else { return false }
            return (try? anchor.verifyClient(certificateDER: der, now: Date())) != nil
        }
        try await withListener(listenerConfiguration(trust: trust)) { listener in
            let dialer = try TunnelDialer(
                configuration: dialerConfiguration(port: listener.port),
                handler: TestHandler(),
                logger: quiet
            )
            let dialling = Task { try await dialer.run() }
            let connection = try #require(await listener.connections.next)
            let identity = try PeerIdentity(certificateDER: connection.peer.der)
            #expect(identity == .user(clusterID: "c1", name: "n1"))
            #expect(connection.remoteAddress.hasPrefix("127.0.0.1:"))
            dialling.cancel()
            _ = await dialling.result
        }
    }

    /// What a client without our dialer may show; each must be turned away in the handshake.
    private enum Stranger: CaseIterable {
        case withoutCertificate
        case withoutProtocol
        case withOldTLS
        case withoutTLS
    }

    @Test(arguments: Stranger.allCases)
    private func refusesStrangers(stranger: Stranger) async throws {
        let certificates = try TestCertificates.shared.get()
        for trust in [TunnelTrust.authorities(pem: certificates.authority.certificatePEM), .verify { _ in true }] {
            try await withListener(listenerConfiguration(trust: trust)) { listener in
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.certificateVerification = .none
                tls.applicationProtocols = stranger == .withoutProtocol ? ["h2"] : ["gantry-tunnel/1"]
                if stranger == .withOldTLS {
                    tls.maximumTLSVersion = .tlsv12
                }
                if stranger != .withoutCertificate {
                    tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(
                        Array(certificates.node.certificatePEM.utf8)
                    )
                    .map { .certificate($0) }
                    let key = Array((certificates.node.privateKeyPEM ?? "").utf8)
                    tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
                }
                let context = try NIOSSLContext(configuration: tls)
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            guard stranger != .withoutTLS else { return }
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: context, serverHostname: nil)
                            )
                        }
                    }
                    .connect(host: "127.0.0.1", port: listener.port)
                    .get()
                if stranger == .withoutTLS {
                    try await channel.writeAndFlush(ByteBuffer(string: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                }
                try await channel.closeFuture.get()
                // The next one is let in, and it is the first that anybody sees.
                let dialer = try TunnelDialer(
                    configuration: dialerConfiguration(port: listener.port),
                    handler: TestHandler(),
                    logger: quiet
                )
                let dialling = Task { try await dialer.run() }
                let connection = try #require(await listener.connections.next)
                try await expectStatus(404, of: "/", connection)
                dialling.cancel()
                _ = await dialling.result
            }
        }
    }

    @Test func giveUpOnAClientThatStartsNoHandshake() async throws {
        var settings = TunnelSettings()
        settings.handshakeTimeout = .milliseconds(50)
        try await withListener(listenerConfiguration(settings: settings)) { listener in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: listener.port)
                .get()
            try await channel.closeFuture.get()
        }
    }

    @Test func refusesUnreadableCertificates() throws {
        var listener = try listenerConfiguration()
        listener.privateKeyPEM = try SigningRequest(commonName: "other").privateKeyPEM
        #expect(throws: TunnelError.self) { try TunnelListener(configuration: listener, logger: quiet) }
        var dialer = try dialerConfiguration(port: 1)
        dialer.certificatePEM = "nonsense"
        #expect(throws: TunnelError.self) {
            try TunnelDialer(configuration: dialer, handler: TestHandler(), logger: quiet)
        }
    }
}
