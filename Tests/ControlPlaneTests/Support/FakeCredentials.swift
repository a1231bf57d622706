//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Model

struct FakeCertificates: CertificateIssuing {
    var authorityPEM: String { "authority" }
    var fingerprint: String { "fingerprint" }

    func issueNode(
        csrPEM: String,
        cluster: ClusterID,
        node: NodeID
    ) throws -> (certificatePEM: String, expires: Timestamp) {
        ("certificate of \(node)", Timestamp(seconds: 4_000_000_000))
    }
}

struct FakeSecrets: SecretSealing {
    func seal(_ plain: [UInt8]) throws -> [UInt8] { plain.map { $0 ^ 0x5A } }
    func open(_ sealed: [UInt8]) throws -> [UInt8] { sealed.map { $0 ^ 0x5A } }
    func digest(_ text: String) -> String {
        String(text.utf8.reduce(into: UInt64(5_381)) { $0 = $0 &* 33 &+ UInt64($1) }, radix: 16)
    }
}
