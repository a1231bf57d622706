//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Why a certificate, key, secret or password was refused; never holds the secret itself.
package struct PKIError: Error, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Code: Sendable, Hashable {
        /// The input is malformed or outside its limits.
        case invalid
        /// The input is well-formed but proves nothing: wrong signer, outside its validity, no identity of ours.
        case untrusted
        /// The cryptographic library failed.
        case failed
    }

    package var code: Code
    /// The thing, why, and what to do.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
