//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
package import FoundationEssentials
import X509

/// An authority's certificate, to verify what it has issued; holds no secret.
package struct TrustAnchor: Sendable {
    package let certificatePEM: String
    /// SHA-256 of the certificate's DER, in lower-case hexadecimal.
    package let fingerprint: String

    private let certificate: Certificate

    /// Reads an authority's certificate.
    ///
    /// - Throws: `PKIError.invalid` when it cannot be read or is no authority's.
    package init(certificatePEM: String) throws(PKIError) {
        certificate = try Certificate.parse(pem: certificatePEM)
        guard case .isCertificateAuthority? = try? certificate.extensions.basicConstraints else {
            throw PKIError(.invalid, "authority's certificate: it is no authority's; give the one that issues")
        }
        fingerprint = try certificate.fingerprint()
        self.certificatePEM = certificatePEM
    }

    /// SHA-256 of a certificate's DER, in lower-case hexadecimal, as `IssuedCertificate` has it.
    package static func fingerprint(ofDER der: [UInt8]) -> String { Hex.encode(SHA256.hash(data: der)) }

    /// Verifies that this authority issued a client's certificate, that it is valid now, and reads whose it is.
    ///
    /// - Parameters:
    ///   - certificateDER: The client's certificate; the TLS handshake proves that the client has its key.
    ///   - now: The time at which it must be valid.
    /// - Returns: Whom it stands for.
    /// - Throws: `PKIError.untrusted`, which says why; `.invalid` when it cannot be read.
    package func verifyClient(certificateDER: [UInt8], now: Date) throws(PKIError) -> PeerIdentity {
        let client = try Certificate.parse(der: certificateDER)
        guard client.issuer == certificate.subject,
            certificate.publicKey.isValidSignature(client.signature, for: client)
        else {
            throw PKIError(.untrusted, "client certificate: another authority issued it; use one of this cluster")
        }
        for one in [certificate, client] {
            guard now >= one.notValidBefore, now <= one.notValidAfter else {
                throw PKIError(
                    .untrusted,
                    """
                    client certificate: it or its authority is valid from \(one.notValidBefore) \
                    to \(one.notValidAfter), not now; renew it, or correct the clock
                    """
                )
            }
        }
        guard case .notCertificateAuthority? = try? client.extensions.basicConstraints,
            let usages = try? client.extensions.extendedKeyUsage, usages.contains(.clientAuth)
        else {
            throw PKIError(.untrusted, "client certificate: it is not for clients; use one issued for a node or user")
        }
        return try PeerIdentity(certificate: client)
    }
}
