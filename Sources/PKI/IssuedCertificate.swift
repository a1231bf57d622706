//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import FoundationEssentials

/// A certificate that an authority has issued.
package struct IssuedCertificate: Sendable, Hashable {
    package var certificatePEM: String
    /// The private key (PKCS #8; a user's PKCS #1), when the authority's side made it; nil when it was asked for with a signing request.
    package var privateKeyPEM: String?
    /// SHA-256 of the certificate's DER, in lower-case hexadecimal.
    package var fingerprint: String
    /// In lower-case hexadecimal.
    package var serialNumber: String
    package var notValidAfter: Date
}
