//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import FoundationEssentials
import Model
import PKI

/// Issues nodes' certificates for the control plane.
struct NodeCertificates: CertificateIssuing {
    let authority: CertificateAuthority

    var authorityPEM: String { authority.certificatePEM }
    var fingerprint: String { authority.fingerprint }

    func issueNode(
        csrPEM: String,
        cluster: ClusterID,
        node: NodeID
    ) throws -> (certificatePEM: String, expires: Timestamp) {
        do {
            let issued = try authority.issueNode(
                csrPEM: csrPEM,
                clusterID: cluster.rawValue,
                nodeID: node.rawValue,
                now: Date()
            )
            return (issued.certificatePEM, Timestamp(seconds: Int64(issued.notValidAfter.timeIntervalSince1970)))
        } catch {
            // The machine sent the request: what is wrong with it is the machine's to know.
            throw ControlPlaneError(.invalid, error.message)
        }
    }
}

/// Seals the control plane's secrets.
struct SealedSecrets: SecretSealing {
    let box: SecretBox

    func seal(_ plain: [UInt8]) throws -> [UInt8] { [UInt8](try box.seal(plain)) }
    func open(_ sealed: [UInt8]) throws -> [UInt8] { [UInt8](try box.open(sealed)) }
    func digest(_ text: String) -> String { TokenHash.sha256Hex(text) }
}
