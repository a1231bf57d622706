//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import Model
import NIOCore
import NIOSSL
import PKI

/// One cluster's endpoint: who may come in, and what becomes of their requests.
struct ClusterEndpoint: Sendable {
    let cluster: ClusterID
    let api: APIResponder
    let anchor: TrustAnchor
    let accounts: Accounts
    let certificates: EndpointCertificates
    let connections: EndpointConnections

    /// The server's side of TLS for a connection, which ends in the handshake where the certificate isn't good.
    func tls(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        NIOSSLServerHandler(
            context: context,
            customVerificationCallback: { chain, promise in
                promise.completeWithTask {
                    guard let own = chain.first, try await peer(of: own) != nil else { return .failed }
                    return .certificateVerified
                }
            }
        )
    }

    /// The answer to a request, as the management API gives it to the certificate's user.
    func respond(to request: Request, on channel: any Channel) async throws -> Response {
        var head = request.head
        head.path = EndpointPath.rewritten(head.path ?? "/", for: cluster)
        // It is the certificate that says who calls.
        head.headerFields[.authorization] = nil
        var response = try await api.respond(
            to: Request(head: head, body: request.body),
            remote: channel.remoteAddress?.ipAddress ?? "",
            identify: { _ in (try await caller(on: channel), nil) }
        )
        if let location = response.headers[.location] {
            response.headers[.location] = EndpointPath.restored(location, for: cluster)
        }
        return response
    }

    /// The user of a connection; looked up at each request, so that changes count at once.
    private func caller(on channel: any Channel) async throws -> Caller {
        if connections.peer(of: channel) == nil,
            let certificate = try await channel.nioSSL_peerCertificate().get(),
            // A resumed TLS session isn't verified again, though the answer may have changed.
            let peer = try await peer(of: certificate)
        {
            connections.add(channel, peer)
        }
        // After it was added: one that is revoked from now on is found among the open connections.
        guard let peer = connections.peer(of: channel),
            try await certificates.isGood(peer),
            let caller = try await accounts.user(peer.user)?.caller(.certificate(peer.fingerprint))
        else {
            throw APIFailure.unauthorized(
                "certificate: it was revoked, or has ended; get new ones with `gantry cluster certs`"
            )
        }
        return caller
    }

    /// Whom a certificate stands for; nil for one that isn't good for this cluster now.
    private func peer(of certificate: NIOSSLCertificate) async throws -> EndpointConnections.Peer? {
        let der = try certificate.toDERBytes()
        guard case .user(cluster.rawValue, let user)? = try? anchor.verifyClient(certificateDER: der, now: Date())
        else { return nil }
        let peer = EndpointConnections.Peer(
            cluster: cluster,
            user: user,
            fingerprint: TrustAnchor.fingerprint(ofDER: der)
        )
        return try await certificates.isGood(peer) ? peer : nil
    }
}
