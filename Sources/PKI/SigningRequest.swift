//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import SwiftASN1
import X509

/// A new key with the request to sign it; the agent's side of joining a cluster.
package struct SigningRequest: Sendable, Hashable {
    /// The private key (PKCS #8): a secret, which never leaves its machine.
    package var privateKeyPEM: String
    /// The request for the authority.
    package var csrPEM: String

    /// Makes a new P-256 key and a request for it.
    ///
    /// - Parameter commonName: A name for people to read, at most 64 characters; the authority ignores it.
    /// - Throws: `PKIError.invalid` for a name outside the limits.
    package init(commonName: String) throws(PKIError) {
        let key = P256.Signing.PrivateKey()
        let subject = try CertificateProfile.name(commonName)
        do {
            let request = try CertificateSigningRequest(
                version: .v1,
                subject: subject,
                privateKey: Certificate.PrivateKey(key),
                attributes: CertificateSigningRequest.Attributes()
            )
            privateKeyPEM = key.pemRepresentation
            csrPEM = try request.serializeAsPEM().pemString + "\n"
        } catch {
            throw PKIError(.failed, "signing request: it cannot be made (\(error))")
        }
    }
}

extension CertificateSigningRequest {
    /// The key of a request that was signed with it.
    static func verifiedKey(pem: String) throws(PKIError) -> Certificate.PublicKey {
        guard pem.utf8.count <= maximumCertificateBytes else {
            throw PKIError(
                .invalid,
                "signing request: it has \(pem.utf8.count) bytes; \(maximumCertificateBytes) are allowed"
            )
        }
        let request: CertificateSigningRequest
        do {
            request = try CertificateSigningRequest(pemEncoded: pem)
        } catch {
            throw PKIError(.invalid, "signing request: it cannot be read (\(error)); give PKCS #10 in PEM")
        }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw PKIError(.untrusted, "signing request: its signature is not by its key; make a new one")
        }
        guard
            P256.Signing.PublicKey(request.publicKey) != nil || P384.Signing.PublicKey(request.publicKey) != nil
        else {
            throw PKIError(.invalid, "signing request: its key is neither P-256 nor P-384; make a new one")
        }
        return request.publicKey
    }
}
