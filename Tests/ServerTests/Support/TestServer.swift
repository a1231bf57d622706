//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import AsyncHTTPClient
import Console
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKI
import ServiceLifecycle
import Testing

@testable import Server

/// Runs some routes as a server on a loopback port, with TLS, for as long as a test needs it.
struct TestServer: Sendable {
    static let token = "good-token"

    let port: Int
    let client: HTTPClient

    static func with(_ routes: [APIRoute], _ body: (TestServer) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let authority = try CertificateAuthority(commonName: "Test", now: Date())
        let issued = try authority.issueServer(names: ["localhost", "127.0.0.1"], now: Date())
        let tls = try ServerTLS(
            ServerCertificate(
                names: [],
                authority: authority.fingerprint,
                expires: issued.notValidAfter,
                certificatePEM: issued.certificatePEM,
                privateKeyPEM: issued.privateKeyPEM ?? ""
            )
        )
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let responder = APIResponder(
            routes: APIRouteTable(routes),
            authenticator: Authenticator(
                session: { $0 == token ? .administrator : nil },
                signer: { _ in throw SignatureError(.unknownKey, "access key: is unknown") }
            ),
            authorizer: Authorizer(clusterID: { $0 }, clusterIDOfToken: { $0 }),
            record: { _ in },
            logger: logger
        )
        let service = try HTTPService.make(
            address: HostPort(host: "127.0.0.1", port: 0),
            tls: tls.context,
            logger: logger,
            onRunning: { announce.yield($0) },
            respond: { try await responder.respond(to: $0, remote: $1) }
        )
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw ServerError("test server: it didn't start") }
            let client = HTTPClient.insecure()
            do {
                try await body(TestServer(port: port, client: client))
                try await client.shutdown()
            } catch {
                try await client.shutdown()
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Makes a call as the user.
    func call(
        _ method: HTTPMethod,
        _ path: String,
        body: String? = nil,
        headers: [(String, String)] = [("Authorization", "Bearer \(token)")]
    ) async throws -> TestAnswer {
        try await client.call(method, "https://127.0.0.1:\(port)\(path)", body: body, headers: headers)
    }
}

extension Caller {
    static let administrator = Caller(
        user: "ann",
        role: .administrator,
        grants: Grants([Role.administrator.policy]),
        credential: .session("s")
    )
}

struct TestAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: String

    init(status: Int, headers: HTTPHeaders, body: String) {
        self.status = status
        self.headers = headers
        self.body = body
        // Whatever is refused, the console can say so in its other languages.
        guard let refusal = try? decode(APIErrorBody.self) else { return }
        let isKnown = PhraseBook.chinese.knows(refusal.message)
        #expect(isKnown, "in no phrase of the console: \(refusal.message)")
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.utf8))
    }
}

extension HTTPClient {
    /// A client that takes any certificate.
    static func insecure() -> HTTPClient {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        return client(tls)
    }

    static func client(_ tls: TLSConfiguration) -> HTTPClient {
        HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            configuration: .init(tlsConfiguration: tls)
        )
    }

    func call(
        _ method: HTTPMethod,
        _ url: String,
        body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> TestAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return TestAnswer(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }
}
