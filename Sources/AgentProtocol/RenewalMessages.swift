//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What an agent answers when it is to have a new certificate.
package struct RenewalRequest: Codable, Sendable, Hashable {
    /// The longest answer, in bytes.
    package static let maximumSize = 1 << 20

    /// A certificate signing request in PEM, of a key that was made for it and never leaves the machine.
    package var certificateSigningRequest: String

    package init(certificateSigningRequest: String) {
        self.certificateSigningRequest = certificateSigningRequest
    }
}

/// A new certificate for the key of the last `RenewalRequest`.
package struct Renewal: Codable, Sendable, Hashable {
    /// The certificate chain in PEM.
    package var certificate: String

    package init(certificate: String) {
        self.certificate = certificate
    }
}
