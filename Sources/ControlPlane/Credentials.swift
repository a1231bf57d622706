//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A server's certificate as its user gives it: the text of files, and what errors call them.
package struct CertificateFiles: Sendable {
    package var certificate: String
    package var certificateName: String
    /// The text with the key, which may be the same.
    package var key: String
    package var keyName: String

    package init(certificate: String, certificateName: String, key: String, keyName: String) {
        self.certificate = certificate
        self.certificateName = certificateName
        self.key = key
        self.keyName = keyName
    }
}

/// A server's certificate that was read, or issued.
package struct HostCertificate: Sendable, Hashable {
    /// With those that it is signed by.
    package var certificatePEM: String
    package var privateKeyPEM: String
    /// DNS names and IP addresses.
    package var names: [String]
    /// For people to read.
    package var issuer: String
    package var begins: Timestamp
    package var expires: Timestamp
    /// SHA-256, hexadecimal.
    package var fingerprint: String

    package init(
        certificatePEM: String,
        privateKeyPEM: String,
        names: [String],
        issuer: String,
        begins: Timestamp,
        expires: Timestamp,
        fingerprint: String
    ) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
        self.names = names
        self.issuer = issuer
        self.begins = begins
        self.expires = expires
        self.fingerprint = fingerprint
    }
}

/// Issues certificates to nodes and servers, and reads those of servers: the cluster's authority.
package protocol CertificateIssuing: Sendable {
    /// A certificate for the key of a signing request.
    ///
    /// - Throws: When the request isn't well-formed or not signed by its own key.
    func issueNode(
        csrPEM: String,
        cluster: ClusterID,
        node: NodeID
    ) throws -> (
        certificatePEM: String, expires: Timestamp
    )
    /// A certificate for a server's names.
    ///
    /// - Throws: When a name is none, or the validity is out of bounds.
    func issueServer(names: [String], validDays: Int) throws -> HostCertificate
    /// Reads a server's certificate with its key.
    ///
    /// - Throws: When it is not good for a server now, or the key is not its own.
    func readServer(_ files: CertificateFiles) throws -> HostCertificate
    var authorityPEM: String { get }
    /// SHA-256 of the authority's certificate, hexadecimal.
    var fingerprint: String { get }
}

/// Keeps secrets unreadable in the Store.
package protocol SecretSealing: Sendable {
    func seal(_ plain: [UInt8]) throws -> [UInt8]
    func open(_ sealed: [UInt8]) throws -> [UInt8]
    /// A digest that a random token is found by without being kept in the clear: SHA-256, hexadecimal.
    func digest(_ text: String) -> String
}
