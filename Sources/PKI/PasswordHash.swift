//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import CryptoExtras
import FoundationEssentials

/// How passwords are stored: scrypt with a random salt, as `$scrypt$ln=14,r=8,p=5$SALT$HASH`, the last two in base64.
///
/// Takes about a fifth of a second and 16 MiB on purpose; call it where that blocks nothing.
package enum PasswordHash {
    /// How much work a hash takes.
    package struct Cost: Sendable {
        /// The binary logarithm of the number of rounds.
        package var logRounds: Int
        /// In units of 128 bytes.
        package var blockSize: Int
        package var parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// That of new passwords.
        package static let standard = Cost(logRounds: 14, blockSize: 8, parallelism: 5)
    }

    private static let maximumPasswordBytes = 1_024

    /// Hashes a new password.
    ///
    /// - Throws: `PKIError.invalid` for an empty password or one of more than 1,024 bytes.
    package static func make(_ password: String, cost: Cost = .standard) throws(PKIError) -> String {
        guard !password.isEmpty, password.utf8.count <= maximumPasswordBytes else {
            throw PKIError(
                .invalid,
                "password: it is empty or has more than \(maximumPasswordBytes) bytes; choose another"
            )
        }
        let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        guard let hash = derive(password, salt: salt, count: 32, cost) else {
            throw PKIError(.failed, "password: it cannot be hashed; is there enough memory?")
        }
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
    }

    /// Whether the password is the one that was hashed; compares in constant time.
    ///
    /// Parameters are taken from the hash, within bounds, so that they can be raised later. False for a malformed hash.
    package static func verify(_ password: String, against encoded: String) -> Bool {
        guard !password.isEmpty, password.utf8.count <= maximumPasswordBytes else { return false }
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Cost(parts[2]),
            let salt = Data(base64Encoded: String(parts[3])), (8...64).contains(salt.count),
            let hash = Data(base64Encoded: String(parts[4])), (16...64).contains(hash.count),
            let derived = derive(password, salt: Array(salt), count: hash.count, cost)
        else {
            return false
        }
        return ConstantTime.isEqual(derived, Array(hash))
    }

    private static func derive(
        _ password: String,
        salt: [UInt8],
        count: Int,
        _ cost: Cost
    ) -> [UInt8]? {
        let key = try? KDF.Scrypt.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            outputByteCount: count,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
        return key?.withUnsafeBytes { Array($0) }
    }
}

extension PasswordHash.Cost {
    /// Reads it as hashes have it; nil when it is malformed or out of bounds.
    fileprivate init?(_ text: Substring) {
        var values: [Substring: Int] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let value = Int(parts[1]) else { return nil }
            values[parts[0]] = value
        }
        guard let logRounds = values["ln"], (10...18).contains(logRounds),
            let blockSize = values["r"], (1...16).contains(blockSize),
            let parallelism = values["p"], (1...16).contains(parallelism)
        else {
            return nil
        }
        self.init(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
    }
}
