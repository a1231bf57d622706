//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import SwiftASN1
import X509

/// Who a client certificate stands for: the URI in its subject alternative names.
///
/// The URIs are `gantry://cluster/CLUSTER/node/NODE` and `gantry://cluster/CLUSTER/user/NAME`, each part
/// percent-encoded.
package enum PeerIdentity: Sendable, Hashable, CustomStringConvertible {
    case node(clusterID: String, nodeID: String)
    case user(clusterID: String, name: String)

    /// Reads the identity of a certificate, without verifying the certificate.
    ///
    /// - Throws: `PKIError.invalid` when it is no certificate or names not exactly one identity of ours.
    package init(certificateDER: [UInt8]) throws(PKIError) {
        self = try PeerIdentity(certificate: Certificate.parse(der: certificateDER))
    }

    init(certificate: Certificate) throws(PKIError) {
        guard let names = try? certificate.extensions.subjectAlternativeNames else {
            throw PKIError(.invalid, "certificate: it has no readable subject alternative names; issue a new one")
        }
        let found = names.compactMap { name -> PeerIdentity? in
            guard case .uniformResourceIdentifier(let uri) = name else { return nil }
            return PeerIdentity(uri: uri)
        }
        guard found.count == 1 else {
            throw PKIError(
                .invalid,
                "certificate: it names \(found.count) Gantry identities, one is needed; issue a new one"
            )
        }
        self = found[0]
    }

    /// Reads the identity of a URI; nil when it is none of ours.
    package init?(uri: String) {
        let parts = uri.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "gantry:", parts[1].isEmpty, parts[2] == "cluster",
            let cluster = PercentCoding.decode(parts[3]), !cluster.isEmpty,
            let name = PercentCoding.decode(parts[5]), !name.isEmpty
        else {
            return nil
        }
        switch parts[4] {
        case "node": self = .node(clusterID: cluster, nodeID: name)
        case "user": self = .user(clusterID: cluster, name: name)
        default: return nil
        }
    }

    /// The URI that certificates carry.
    package var uri: String {
        switch self {
        case .node(let cluster, let node):
            "gantry://cluster/\(PercentCoding.encode(cluster))/node/\(PercentCoding.encode(node))"
        case .user(let cluster, let name):
            "gantry://cluster/\(PercentCoding.encode(cluster))/user/\(PercentCoding.encode(name))"
        }
    }

    /// The cluster it belongs to.
    package var clusterID: String {
        switch self {
        case .node(let cluster, _), .user(let cluster, _): cluster
        }
    }

    /// The node's ID or the user's name.
    package var name: String {
        switch self {
        case .node(_, let name), .user(_, let name): name
        }
    }

    package var description: String { uri }
}
