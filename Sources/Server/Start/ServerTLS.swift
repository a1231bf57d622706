//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import FoundationEssentials
import NIOCore
import NIOSSL

/// The server's side of TLS.
struct ServerTLS: Sendable {
    let context: NIOSSLContext
    /// The same, asking clients for a certificate, which whoever makes the connection's handler verifies.
    let mutual: NIOSSLContext
    /// `sha256//…` of the public key, as curl takes it for `--pinnedpubkey`.
    let publicKeyPin: String

    init(_ certificate: ServerCertificate) throws {
        let chain = try NIOSSLCertificate.fromPEMBytes([UInt8](certificate.certificatePEM.utf8))
        guard let own = chain.first else { throw ServerError("server's certificate: it is empty; delete server.json") }
        let key = try NIOSSLPrivateKey(bytes: [UInt8](certificate.privateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        // All is sent by then; where the client's half of the goodbye gets lost, nobody should wait for it.
        configuration.shutdownTimeout = .seconds(1)
        configuration.applicationProtocols = ["http/1.1"]
        context = try NIOSSLContext(configuration: configuration)
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        mutual = try NIOSSLContext(configuration: configuration)
        let digest = SHA256.hash(data: try own.extractPublicKey().toSPKIBytes())
        publicKeyPin = "sha256//" + Data(digest).base64EncodedString()
    }
}
