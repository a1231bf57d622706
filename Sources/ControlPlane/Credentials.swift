//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// Issues certificates to nodes: the cluster's authority.
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
