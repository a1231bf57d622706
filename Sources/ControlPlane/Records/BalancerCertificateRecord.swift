//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model

/// A certificate of a load balancer as it is kept in the Store.
struct BalancerCertificateRecord: Codable, Hashable, Sendable {
    /// How many a load balancer may have.
    static let countLimit = 20
    /// How long all of a load balancer's may be together, in bytes of PEM: each of its `https` listeners has them all.
    static let sizeLimit = 256 << 10
    /// How long before its end people are warned.
    static let warning = Duration.seconds(30 * 86_400)

    var name: String
    /// DNS names and IP addresses.
    var names: [String]
    var issuer: String
    var begins: Timestamp
    var expires: Timestamp
    /// SHA-256, hexadecimal.
    var fingerprint: String
    /// With those that it is signed by.
    var certificatePEM: String
    var sealedKey: [UInt8]

    init(name: String, _ certificate: HostCertificate, secrets: any SecretSealing) throws {
        self.name = name
        names = certificate.names
        issuer = certificate.issuer
        begins = certificate.begins
        expires = certificate.expires
        fingerprint = certificate.fingerprint
        certificatePEM = certificate.certificatePEM
        sealedKey = try secrets.seal([UInt8](certificate.privateKeyPEM.utf8))
    }

    /// The certificate with its key, as load balancers have it.
    func opened(_ secrets: any SecretSealing) throws -> BalancerCertificate {
        let key = String(decoding: try secrets.open(sealedKey), as: UTF8.self)
        return BalancerCertificate(name: name, pem: certificatePEM + key)
    }

    /// 1 to 80 letters, digits and `-`, `_`, `.`, not beginning with a dot.
    static func isName(_ text: String) -> Bool {
        BalancerSpec.isName(text) && !text.contains("/") && !text.hasPrefix(".")
    }

    /// The name of a certificate that got none: its first host.
    static func name(of certificate: HostCertificate) -> String {
        let first = certificate.names.first ?? "certificate"
        let name = first.hasPrefix("*.") ? "wildcard" + first.dropFirst() : first
        return String(name.prefix(80)).map { $0 == ":" ? "-" : String($0) }.joined()
    }
}
