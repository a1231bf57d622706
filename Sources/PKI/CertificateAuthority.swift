//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import CryptoExtras
package import FoundationEssentials
import SwiftASN1
import X509

/// A private certificate authority: one of each cluster, and the server's own.
///
/// Its own key, and those of servers, are P-256, which every TLS library accepts. Certificates begin to be valid an hour before they are made,
/// because machines' clocks differ.
package struct CertificateAuthority: Sendable {
    /// The authority's own certificate: what others must trust.
    package let certificatePEM: String
    /// Its private key (PKCS #8): a secret.
    package let privateKeyPEM: String
    /// SHA-256 of the certificate's DER, in lower-case hexadecimal.
    package let fingerprint: String

    private let certificate: Certificate
    private let privateKey: Certificate.PrivateKey

    /// Makes a new authority.
    ///
    /// - Parameters:
    ///   - commonName: Its name, at most 64 characters.
    ///   - now: The time from which it is valid.
    ///   - validDays: For how long it is valid.
    /// - Throws: `PKIError.invalid` for a name or validity outside the limits.
    package init(commonName: String, now: Date, validDays: Int = 3_650) throws(PKIError) {
        let key = P256.Signing.PrivateKey()
        let privateKey = Certificate.PrivateKey(key)
        let subject = try CertificateProfile.name(commonName)
        let certificate = try CertificateProfile(
            subject: subject,
            publicKey: privateKey.publicKey,
            usage: .authority,
            names: []
        )
        .sign(issuer: subject, issuerKey: privateKey, now: now, validDays: validDays)
        try self.init(certificate: certificate, privateKey: privateKey, privateKeyPEM: key.pemRepresentation)
    }

    /// Loads an authority that was made before.
    ///
    /// - Throws: `PKIError.invalid` when either text cannot be read, or the key is not the certificate's.
    package init(certificatePEM: String, privateKeyPEM: String) throws(PKIError) {
        let certificate = try Certificate.parse(pem: certificatePEM)
        let key: P256.Signing.PrivateKey
        do {
            key = try P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM)
        } catch {
            throw PKIError(.invalid, "authority's private key: it cannot be read; give a P-256 key in PEM")
        }
        let privateKey = Certificate.PrivateKey(key)
        guard privateKey.publicKey == certificate.publicKey else {
            throw PKIError(.invalid, "authority's private key: it does not belong to the certificate; give its own")
        }
        try self.init(certificate: certificate, privateKey: privateKey, privateKeyPEM: privateKeyPEM)
    }

    private init(
        certificate: Certificate,
        privateKey: Certificate.PrivateKey,
        privateKeyPEM: String
    ) throws(PKIError) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.privateKeyPEM = privateKeyPEM
        certificatePEM = try certificate.pem()
        fingerprint = try certificate.fingerprint()
    }

    /// When the authority's certificate ends.
    package var notValidAfter: Date { certificate.notValidAfter }

    /// Issues a server's certificate, with a new key.
    ///
    /// - Parameters:
    ///   - names: DNS names and IP addresses under which clients reach the server; the first is the common name as well.
    ///   - now: The time from which it is valid.
    ///   - validDays: For how long it is valid.
    /// - Returns: The certificate with its private key.
    /// - Throws: `PKIError.invalid` for a name or validity outside the limits.
    package func issueServer(names: [String], now: Date, validDays: Int = 397) throws(PKIError) -> IssuedCertificate {
        guard let first = names.first else {
            throw PKIError(.invalid, "server's certificate: no name was given; give the names clients use")
        }
        var alternativeNames: [GeneralName] = []
        for name in names {
            switch try HostName(name) {
            case .dns(let name): alternativeNames.append(.dnsName(name))
            case .ip(let address): alternativeNames.append(.ipAddress(ASN1OctetString(contentBytes: address[...])))
            }
        }
        let key = P256.Signing.PrivateKey()
        return try issue(
            subject: String(first.prefix(64)),
            publicKey: Certificate.PublicKey(key.publicKey),
            usage: .server,
            names: alternativeNames,
            now: now,
            validDays: validDays,
            privateKeyPEM: key.pemRepresentation
        )
    }

    /// Issues the certificate of a node's agent.
    ///
    /// Only the key is taken from the signing request; whatever names it asks for are ignored.
    ///
    /// - Parameters:
    ///   - csrPEM: The agent's signing request.
    ///   - clusterID: The cluster that the node joins.
    ///   - nodeID: The node.
    ///   - now: The time from which it is valid.
    ///   - validDays: For how long it is valid.
    /// - Returns: The certificate, without a key.
    /// - Throws: `PKIError.invalid` for a malformed request, name or validity; `.untrusted` for a wrong signature.
    package func issueNode(
        csrPEM: String,
        clusterID: String,
        nodeID: String,
        now: Date,
        validDays: Int = 397
    ) throws(PKIError) -> IssuedCertificate {
        let publicKey = try CertificateSigningRequest.verifiedKey(pem: csrPEM)
        let identity = PeerIdentity.node(clusterID: clusterID, nodeID: nodeID)
        return try issue(identity, publicKey: publicKey, now: now, validDays: validDays, privateKeyPEM: nil)
    }

    /// Issues a user's certificate for a signing request.
    ///
    /// Only the key is taken from the signing request; whatever names it asks for are ignored.
    ///
    /// - Parameters:
    ///   - csrPEM: The user's signing request.
    ///   - clusterID: The cluster that the user may reach.
    ///   - name: The user.
    ///   - now: The time from which it is valid.
    ///   - validDays: For how long it is valid.
    /// - Returns: The certificate, without a key.
    /// - Throws: `PKIError.invalid` for a malformed request, name or validity; `.untrusted` for a wrong signature.
    package func issueUser(
        csrPEM: String,
        clusterID: String,
        name: String,
        now: Date,
        validDays: Int = 397
    ) throws(PKIError) -> IssuedCertificate {
        let publicKey = try CertificateSigningRequest.verifiedKey(pem: csrPEM)
        let identity = PeerIdentity.user(clusterID: clusterID, name: name)
        return try issue(identity, publicKey: publicKey, now: now, validDays: validDays, privateKeyPEM: nil)
    }

    /// Issues a user's certificate, with a new key: RSA in PKCS #1, which the oldest of Docker's clients can read.
    ///
    /// Making the key takes a processor some tenths of a second.
    ///
    /// - Parameters:
    ///   - clusterID: The cluster that the user may reach.
    ///   - name: The user.
    ///   - now: The time from which it is valid.
    ///   - validDays: For how long it is valid.
    /// - Returns: The certificate with its private key.
    /// - Throws: `PKIError.invalid` for a name or validity outside the limits.
    package func issueUser(
        clusterID: String,
        name: String,
        now: Date,
        validDays: Int = 397
    ) throws(PKIError) -> IssuedCertificate {
        let key: _RSA.Signing.PrivateKey
        do {
            key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        } catch {
            throw PKIError(.failed, "certificate's key: it cannot be made (\(error))")
        }
        return try issue(
            .user(clusterID: clusterID, name: name),
            publicKey: Certificate.PublicKey(key.publicKey),
            now: now,
            validDays: validDays,
            privateKeyPEM: key.pemRepresentation
        )
    }

    private func issue(
        _ identity: PeerIdentity,
        publicKey: Certificate.PublicKey,
        now: Date,
        validDays: Int,
        privateKeyPEM: String?
    ) throws(PKIError) -> IssuedCertificate {
        guard !identity.clusterID.isEmpty, !identity.name.isEmpty, identity.uri.utf8.count <= 1_024 else {
            throw PKIError(.invalid, "certificate: cluster or name is empty or too long; correct it")
        }
        return try issue(
            subject: String(identity.name.prefix(64)),
            publicKey: publicKey,
            usage: .client,
            names: [.uniformResourceIdentifier(identity.uri)],
            now: now,
            validDays: validDays,
            privateKeyPEM: privateKeyPEM
        )
    }

    private func issue(
        subject: String,
        publicKey: Certificate.PublicKey,
        usage: CertificateProfile.Usage,
        names: [GeneralName],
        now: Date,
        validDays: Int,
        privateKeyPEM: String?
    ) throws(PKIError) -> IssuedCertificate {
        let issued = try CertificateProfile(
            subject: CertificateProfile.name(subject),
            publicKey: publicKey,
            usage: usage,
            names: names
        )
        .sign(issuer: certificate.subject, issuerKey: privateKey, now: now, validDays: validDays)
        return IssuedCertificate(
            certificatePEM: try issued.pem(),
            privateKeyPEM: privateKeyPEM,
            fingerprint: try issued.fingerprint(),
            serialNumber: Hex.encode(issued.serialNumber.bytes),
            notValidAfter: issued.notValidAfter
        )
    }
}

extension Certificate {
    /// SHA-256 of the DER, in lower-case hexadecimal.
    func fingerprint() throws(PKIError) -> String {
        Hex.encode(SHA256.hash(data: try der()))
    }
}
