//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A short name for some texts: equal texts give equal names, changed ones almost surely another.
///
/// FNV-1a, which is always the same for the same input; nothing depends on its strength.
enum Fingerprint {
    /// Sixteen hexadecimal digits for these texts in this order.
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            // The length first, so that ["ab", "c"] and ["a", "bc"] differ.
            for byte in Array("\(text.utf8.count):".utf8) + Array(text.utf8) {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
