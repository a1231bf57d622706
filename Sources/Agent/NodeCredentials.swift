//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import NIOSSL
import PKI

/// What the agent proves its node with to the control plane, and what takes its place in time.
actor NodeCredentials {
    private let node: NodeIdentity
    private let files: NodeIdentityFiles
    private(set) var current: NodeIdentity.Credentials
    /// The key that was made last, until its certificate is there.
    private var pending: SigningRequest?

    init(_ node: NodeIdentity, _ current: NodeIdentity.Credentials, _ files: NodeIdentityFiles) {
        self.node = node
        self.files = files
        self.current = current
    }

    /// Makes a new key, in place of one that has no certificate yet.
    ///
    /// - Throws: `PKIError`.
    func begin() throws -> RenewalRequest {
        let request = try SigningRequest(commonName: String(node.name.prefix(64)))
        pending = request
        return RenewalRequest(certificateSigningRequest: request.csrPEM)
    }

    /// Takes the new key's certificate, once it is kept on the disk.
    ///
    /// - Throws: `AgentError` when it isn't the new key's, or the disk refuses it; all stays as it was then.
    func finish(_ renewal: Renewal) throws {
        guard let pending else {
            throw AgentError("certificate: no new key waits for it; ask for one first")
        }
        guard Self.fits(renewal.certificate, pending.privateKeyPEM) else {
            throw AgentError("certificate: it is not one for the key that was made last; ask for a new key")
        }
        let renewed = NodeIdentity.Credentials(
            certificate: renewal.certificate,
            privateKey: pending.privateKeyPEM,
            authority: current.authority
        )
        try files.saveRenewed(renewed)
        current = renewed
        self.pending = nil
    }

    private static func fits(_ certificate: String, _ key: String) -> Bool {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)), !chain.isEmpty,
            let key = try? NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        else { return false }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        // It checks that the two belong together.
        return (try? NIOSSLContext(configuration: configuration)) != nil
    }
}
