//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import EngineStub
import FoundationEssentials
import NIOSSL
import PKI
import Synchronization
import Testing

@testable import Agent

@Suite struct NodeJoinTests {
    private static let now = Date()

    /// A server with an authority of its own, an engine, and a data directory.
    private struct Place: Sendable {
        var url: String
        var directory: String
        var fingerprint: String
        var requests: RequestLog
    }

    private final class RequestLog: Sendable {
        private let entries = Mutex<[StubRequest]>([])
        func add(_ request: StubRequest) { entries.withLock { $0.append(request) } }
        var all: [StubRequest] { entries.withLock { $0 } }
    }

    private func withPlace(
        answer: (@Sendable (StubRequest) -> StubAnswer)? = nil,
        _ body: @escaping @Sendable (Place) async throws -> Void
    ) async throws {
        let authority = try CertificateAuthority(commonName: "test", now: Self.now)
        let certificate = try authority.issueServer(names: ["127.0.0.1"], now: Self.now)
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(certificate.certificatePEM.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(
                    NIOSSLPrivateKey(bytes: Array((certificate.privateKeyPEM ?? "").utf8), format: .pem)
                )
            )
        )
        let requests = RequestLog()
        try await withTemporaryDirectory { directory in
            let engine = FakeEngine()
            try await StubServer.run(
                at: .unixSocket(directory + "/docker.sock"),
                answer: { await engine.answer($0) }
            ) { _ in
                try await StubServer.run(
                    at: .loopback(tls),
                    answer: { request in
                        requests.add(request)
                        if request.path == "/ca.pem" { return .whole(status: 200, authority.certificatePEM) }
                        return answer?(request) ?? Self.accept(request, authority)
                    },
                    { port in
                        try await body(
                            Place(
                                url: "https://127.0.0.1:\(port)",
                                directory: directory,
                                fingerprint: authority.fingerprint,
                                requests: requests
                            )
                        )
                    }
                )
            }
        }
    }

    private static func accept(_ request: StubRequest, _ authority: CertificateAuthority) -> StubAnswer {
        do {
            let join = try JSONDecoder().decode(JoinRequest.self, from: Data(request.body.utf8))
            let issued = try authority.issueNode(
                csrPEM: join.certificateSigningRequest,
                clusterID: "c1",
                nodeID: "n1",
                now: now
            )
            let response = JoinResponse(
                clusterID: "c1",
                nodeID: "n1",
                certificate: issued.certificatePEM,
                authority: authority.certificatePEM,
                agentEndpoint: "127.0.0.1:7801"
            )
            return .whole(status: 201, String(decoding: try JSONEncoder().encode(response), as: UTF8.self))
        } catch {
            return .whole(status: 400, #"{"message":"\#(error)"}"#)
        }
    }

    private func options(_ place: Place) -> NodeJoin.Options {
        var options = NodeJoin.Options(
            server: place.url,
            token: "secret-token",
            authorityFingerprint: place.fingerprint,
            dataDirectory: place.directory + "/data"
        )
        options.dockerSocket = place.directory + "/docker.sock"
        options.name = "node-7"
        options.zone = "z1"
        options.labels = ["disk": "ssd"]
        return options
    }

    @Test func joinsOnce() async throws {
        try await withPlace { place in
            let said = Mutex<[String]>([])
            let join = NodeJoin(options: options(place)) { line in said.withLock { $0.append(line) } }
            try await join.run()

            let post = try #require(place.requests.all.last)
            #expect(post.method == "POST")
            #expect(post.path == "/token/secret-token/nodes")
            let request = try JSONDecoder().decode(JoinRequest.self, from: Data(post.body.utf8))
            #expect(request.name == "node-7")
            #expect(request.address == "127.0.0.1")
            #expect(request.zone == "z1")
            #expect(request.labels == ["disk": "ssd"])
            #expect(request.engineID == "ENGINE:1")

            let (node, credentials) = try #require(try NodeIdentityFiles(directory: place.directory + "/data").load())
            #expect(node.nodeID == "n1")
            #expect(try node.endpoint() == ("127.0.0.1", 7_801))
            #expect(credentials.privateKey.contains("PRIVATE KEY"))
            #expect(said.withLock { $0.allSatisfy { !$0.contains("secret-token") } })

            let count = place.requests.all.count
            try await join.run()
            #expect(place.requests.all.count == count)
            #expect(said.withLock { $0.last }?.contains("already") == true)
        }
    }

    @Test func refusesAnotherAuthority() async throws {
        try await withPlace { place in
            var options = options(place)
            options.authorityFingerprint = String(repeating: "0", count: 64)
            let error = await #expect(throws: AgentError.self) { try await NodeJoin(options: options) { _ in }.run() }
            #expect(error?.description.contains("fingerprint") == true)
            #expect(place.requests.all.count == 1)
        }
    }

    @Test func tellsTheServersReason() async throws {
        try await withPlace(
            answer: { _ in .whole(status: 403, #"{"code":"forbidden","message":"token expired","request_id":"r"}"#) },
            { place in
                let join = NodeJoin(options: options(place)) { _ in }
                let error = await #expect(throws: AgentError.self) { try await join.run() }
                #expect(error?.description.contains("token expired") == true)
                let saved = try NodeIdentityFiles(directory: place.directory + "/data").load()
                #expect(saved == nil)
            }
        )
    }

    @Test(arguments: ["", "a/b", "a b", "a%2fb"])
    func refusesWhatIsNoToken(_ token: String) async throws {
        let server = try ServerAddress("https://127.0.0.1:1")
        let request = JoinRequest(
            name: "",
            address: "",
            zone: "",
            labels: [:],
            engineID: "",
            certificateSigningRequest: ""
        )
        let error = await #expect(throws: AgentError.self) {
            try await ControlPlaneClient(server: server).join(request, token: token, authority: "")
        }
        #expect(error?.description.hasPrefix("token:") == true)
    }

    @Test(arguments: [
        ("https://control:7800", "control", 7_800), ("https://control/", "control", 7_800),
        ("control", "control", 7_800), ("10.0.0.1:9000", "10.0.0.1", 9_000), ("https://[::1]:9", "::1", 9),
    ])
    func readsAddresses(_ text: String, _ host: String, _ port: Int) throws {
        let address = try ServerAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(try ServerAddress(address.url) == address)
    }

    @Test(arguments: ["http://control", "", "https://", "https://a/b", "https://u@a", "a b"])
    func refusesWhatIsNoAddress(_ text: String) {
        #expect(throws: AgentError.self) { try ServerAddress(text) }
    }
}
