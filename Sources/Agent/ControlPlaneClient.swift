//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import AsyncHTTPClient
import DockerEngine
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKI

/// The two calls of the management API that joining needs.
struct ControlPlaneClient: Sendable {
    private static let callLimit = Duration.seconds(30)
    private static let maximumAnswer = 1 << 20

    let server: ServerAddress

    /// Fetches the authority's certificate; what makes it trustworthy is its fingerprint, not the connection.
    ///
    /// - Parameter fingerprint: SHA-256 of the certificate (DER) in hexadecimal, with or without colons.
    /// - Returns: The certificate in PEM.
    /// - Throws: `AgentError` when the server can't be reached or has another authority.
    func fetchAuthority(fingerprint: String) async throws -> String {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        let (status, bytes) = try await call(HTTPClientRequest(url: server.url + "/ca.pem"), tls)
        guard status == 200 else { throw failure(status, bytes) }
        let authority = try TrustAnchor(certificatePEM: String(buffer: bytes))
        let expected = fingerprint.lowercased().filter { $0 != ":" }
        guard authority.fingerprint == expected else {
            throw AgentError(
                """
                server \(server.url): its authority's fingerprint is \(authority.fingerprint), not \(expected); \
                take the join command from the server itself, and if it is from there, someone is in between
                """
            )
        }
        return authority.certificatePEM
    }

    /// Asks to become a node.
    ///
    /// - Parameters:
    ///   - request: The machine and its signing request.
    ///   - token: The cluster's join token.
    ///   - authority: The authority that the server's certificate must be from, in PEM.
    /// - Returns: The node's identity.
    /// - Throws: `AgentError` with the server's reason.
    func join(_ request: JoinRequest, token: String, authority: String) async throws -> JoinResponse {
        let isToken =
            !token.isEmpty
            && token.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
                default: false
                }
            }
        guard isToken else { throw AgentError("token: it is none; copy it from the server's join command") }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        var post = HTTPClientRequest(url: server.url + "/token/\(token)/nodes")
        post.method = .POST
        post.headers.add(name: "Content-Type", value: "application/json")
        post.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(request)))
        let (status, bytes) = try await call(post, tls)
        guard (200..<300).contains(status) else { throw failure(status, bytes) }
        do {
            return try JSONDecoder().decode(JoinResponse.self, from: Data(bytes.readableBytesView))
        } catch {
            throw AgentError("server \(server.url): its answer can't be read (\(error)); are both of one version?")
        }
    }

    private func call(_ request: HTTPClientRequest, _ tls: TLSConfiguration) async throws -> (Int, ByteBuffer) {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            configuration: configuration
        )
        let late = AgentError("server \(server.url): no answer within \(Self.callLimit); look at its log")
        do {
            let answer = try await withDeadline(Self.callLimit, orThrow: late) {
                let response = try await client.execute(request, deadline: .distantFuture)
                return (Int(response.status.code), try await response.body.collect(upTo: Self.maximumAnswer))
            }
            try? await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            if error is AgentError { throw error }
            throw AgentError("server \(server.url): it can't be reached (\(error)); check the address and the network")
        }
    }

    /// The error that an answer stands for: the API's errors are JSON with a message for people.
    private func failure(_ status: Int, _ bytes: ByteBuffer) -> AgentError {
        struct Refusal: Decodable { var message: String }
        let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(bytes.readableBytesView))
        return AgentError("server \(server.url): \(refusal?.message ?? "it answered with status \(status)")")
    }
}
