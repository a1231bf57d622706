//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of giving a load balancer a certificate, in the place of one of the same name.
package struct LoadBalancerCertificateRequest: Codable, Sendable, Hashable {
    /// What it is called; its first host when left out.
    package var name: String?
    /// PEM: the server's certificate, then those that it is signed by.
    package var certificate: String
    /// PEM; when left out, it is in `certificate`.
    package var key: String?
    /// What errors call `certificate`, such as its path.
    package var certificateFile: String?
    /// What errors call `key`.
    package var keyFile: String?

    package init(certificate: String) { self.certificate = certificate }

    enum CodingKeys: String, CodingKey {
        case name, certificate, key
        case certificateFile = "certificate_file"
        case keyFile = "key_file"
    }
}

/// The body of having Gantry's own authority issue a certificate for a load balancer.
package struct LoadBalancerCertificateIssue: Codable, Sendable, Hashable {
    /// What it is called; its first host when left out.
    package var name: String?
    /// DNS names, which may begin with `*.`, and IP addresses.
    package var domains: [String]
    /// For how long it is valid; 397 when left out.
    package var days: Int?

    package init(domains: [String]) { self.domains = domains }
}
