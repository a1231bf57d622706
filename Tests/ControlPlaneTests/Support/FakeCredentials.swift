//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ControlPlane
import Model

struct FakeCertificates: CertificateIssuing {
    /// A signing request whose certificate is good for a day.
    static let brief = "a day"

    var authorityPEM: String { "authority" }
    var fingerprint: String { "fingerprint" }

    func issueNode(
        csrPEM: String,
        cluster: ClusterID,
        node: NodeID
    ) throws -> (certificatePEM: String, expires: Timestamp) {
        ("certificate of \(node)", csrPEM == Self.brief ? .now + .seconds(86_400) : Timestamp(seconds: 4_000_000_000))
    }
}

extension FakeCertificates {
    func issueServer(names: [String], validDays: Int) throws -> HostCertificate {
        let expires = 1_000_000 + Int64(validDays) * 86_400
        return try readServer(
            CertificateFiles(
                certificate: "\(names.joined(separator: ",")) \(expires)",
                certificateName: "certificate",
                key: "key of \(names[0])",
                keyName: "key"
            )
        )
    }

    /// A certificate is its names, a blank, and the second at which it expires.
    func readServer(_ files: CertificateFiles) throws -> HostCertificate {
        let parts = files.certificate.split(separator: " ")
        guard parts.count == 2, let expires = Int64(parts[1]) else {
            throw ControlPlaneError(.invalid, "\(files.certificateName): line 1: bad; copy the file again")
        }
        guard files.key.contains("key") else {
            throw ControlPlaneError(.invalid, "\(files.keyName): line 1: no key; give one")
        }
        return HostCertificate(
            certificatePEM: files.certificate + "\n",
            privateKeyPEM: files.key,
            names: parts[0].split(separator: ",").map(String.init),
            issuer: "Fake",
            begins: Timestamp(seconds: 0),
            expires: Timestamp(seconds: expires),
            fingerprint: "fingerprint of \(files.certificate)"
        )
    }
}

struct FakeSecrets: SecretSealing {
    func seal(_ plain: [UInt8]) throws -> [UInt8] { plain.map { $0 ^ 0x5A } }
    func open(_ sealed: [UInt8]) throws -> [UInt8] { sealed.map { $0 ^ 0x5A } }
    func digest(_ text: String) -> String {
        String(text.utf8.reduce(into: UInt64(5_381)) { $0 = $0 &* 33 &+ UInt64($1) }, radix: 16)
    }
}
