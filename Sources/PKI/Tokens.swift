//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Crypto
import FoundationEssentials

/// Makes random texts that nobody can guess.
package enum TokenGenerator {
    /// A random text of `A–Z a–z 0–9 - _`, safe in URLs and shells; 32 random bytes make 43 characters.
    package static func make(bytes: Int = 32) -> String {
        let random = (0..<bytes).map { _ in UInt8.random(in: .min ... .max) }
        let encoded = Data(random).base64EncodedString().utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// How tokens are stored: as hashes, which need no salt because tokens are random.
package enum TokenHash {
    /// SHA-256 in lower-case hexadecimal.
    package static func sha256Hex(_ text: String) -> String {
        Hex.encode(SHA256.hash(data: Array(text.utf8)))
    }

    /// Whether two texts are equal, in a time that depends on their lengths alone.
    package static func isEqual(_ left: String, _ right: String) -> Bool {
        ConstantTime.isEqual(Array(left.utf8), Array(right.utf8))
    }
}

enum ConstantTime {
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
