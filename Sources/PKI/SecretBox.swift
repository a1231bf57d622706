//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
package import FoundationEssentials

/// Seals small secrets for storage, with AES-GCM and a 256-bit key.
package struct SecretBox: Sendable {
    /// A key's length in bytes.
    package static let keyBytes = 32

    /// Says which format follows; another algorithm would get another one.
    private static let prefix: [UInt8] = Array("gsb1".utf8)

    private let key: SymmetricKey

    /// Takes the bytes of a key file.
    ///
    /// - Throws: `PKIError.invalid` unless there are exactly `keyBytes` bytes.
    package init(key: some Sequence<UInt8>) throws(PKIError) {
        let bytes = Array(key)
        guard bytes.count == Self.keyBytes else {
            throw PKIError(
                .invalid,
                "secret key: it has \(bytes.count) bytes, not \(Self.keyBytes); restore the key file"
            )
        }
        self.key = SymmetricKey(data: bytes)
    }

    /// Makes a new random key for a key file.
    package static func makeKey() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// Encrypts a secret.
    ///
    /// - Parameters:
    ///   - secret: The secret's bytes.
    ///   - context: Where it is kept, such as its store key; opening it elsewhere fails.
    /// - Returns: A prefix for the version, the nonce, the encrypted bytes and the tag.
    /// - Throws: `PKIError.failed` when the cryptographic library fails.
    package func seal(_ secret: some DataProtocol, context: String = "") throws(PKIError) -> Data {
        do {
            let sealed = try AES.GCM.seal(secret, using: key, authenticating: Array(context.utf8))
            guard let combined = sealed.combined else {
                throw PKIError(.failed, "secret: it cannot be sealed")
            }
            return Data(Self.prefix) + combined
        } catch {
            throw PKIError(.failed, "secret: it cannot be sealed")
        }
    }

    /// Decrypts what `seal` made, with the same context.
    ///
    /// - Throws: `PKIError.invalid` for another format, `.untrusted` when key or context differ or bytes were changed.
    package func open(_ sealed: some DataProtocol, context: String = "") throws(PKIError) -> Data {
        guard sealed.starts(with: Self.prefix), let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst(4)) else {
            throw PKIError(.invalid, "sealed secret: its format is unknown; it may come from a newer version")
        }
        guard let secret = try? AES.GCM.open(box, using: key, authenticating: Array(context.utf8)) else {
            throw PKIError(
                .untrusted,
                "sealed secret: it does not open with this key; restore the key file it was made with"
            )
        }
        return secret
    }
}
