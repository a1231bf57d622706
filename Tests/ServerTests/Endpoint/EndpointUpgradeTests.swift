//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import Model
import NIOCore
import PKI
import ServiceLifecycle
import Store
import Testing

@testable import Server

/// Calls that take the connection over work at an endpoint as they do at the management API.
@Suite struct EndpointUpgradeTests {
    private static let echo = APIRoute(.post, "/clusters/{cluster}/docker/{call*}", access: .caller) { request in
        let reader = ChunkReader(request.body)
        let own = try await reader.read(request.contentLength ?? 0)
        let call = try "\(request.parameter("cluster")) \(request.parameter("call")) \(own.count)"
        return Response(
            status: .switchingProtocols,
            headers: [.connection: "Upgrade", .upgrade: "tcp"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "\(call)\n"))
                while let part = try await reader.next() {
                    try await writer.write(ByteBuffer(string: "[\(String(buffer: part))]"))
                }
                try await writer.write(ByteBuffer(string: "bye"))
                try await writer.finish(nil)
            }
        )
    }

    @Test func anUpgradeTakesTheConnectionOver() async throws {
        let now = Date()
        let authority = try CertificateAuthority(commonName: "Test", now: now)
        let issued = try authority.issueServer(names: ["127.0.0.1"], now: now)
        let tls = try ServerTLS(
            ServerCertificate(
                names: [],
                authority: authority.fingerprint,
                expires: issued.notValidAfter,
                certificatePEM: issued.certificatePEM,
                privateKeyPEM: issued.privateKeyPEM ?? ""
            )
        )
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = InMemoryStore()
        let accounts = Accounts(store: store, secrets: PlainSecrets(), hashing: .plain)
        try await accounts.add(UserRequest(name: "kim", password: "password of kim"))
        let certificates = EndpointCertificates(store: store, authority: authority, secrets: PlainSecrets())
        let endpoint = ClusterEndpoint(
            cluster: "c1",
            api: APIResponder(
                routes: APIRouteTable([Self.echo]),
                authenticator: Authenticator(accounts: accounts),
                authorizer: Authorizer(clusterID: { $0 }, clusterIDOfToken: { $0 }),
                record: { _ in },
                logger: logger
            ),
            anchor: try TrustAnchor(certificatePEM: authority.certificatePEM),
            accounts: accounts,
            certificates: certificates,
            connections: EndpointConnections()
        )
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let service = try HTTPService.make(
            address: HostPort(host: "127.0.0.1", port: 0),
            connectionLimit: 10,
            tls: { endpoint.tls(tls.mutual) },
            logger: logger,
            onRunning: { announce.yield($0) },
            respond: { try await endpoint.respond(to: $0, on: $1) }
        )
        let files = try await certificates.files(of: "kim", for: "c1")
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            try await RawConnection.open(port: port, as: files) { connection in
                try await connection.write(
                    "POST /v1.41/exec/x/start HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                        + "Content-Length: 2\r\n\r\n{}"
                )
                #expect(try await connection.read(to: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
                #expect(try await connection.read(to: "\n") == "c1 v1.41/exec/x/start 2\n")
                try await connection.write("one")
                #expect(try await connection.read(to: "[one]") == "[one]")
                connection.finish()
                #expect(try await connection.readToEnd() == "bye")
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
