//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Names for containers that come without one.
package enum ContainerNames {
    private static let first = [
        "able", "amber", "brave", "bright", "calm", "clear", "clever", "cosy", "crisp", "deft", "eager", "early",
        "fair",
        "fleet", "fond", "frank", "gentle", "glad", "grand", "happy", "hardy", "keen", "kind", "light", "lively",
        "loyal",
        "merry", "mild", "neat", "noble", "plain", "proud", "quick", "quiet", "ready", "silent", "smart", "sound",
        "steady",
        "sunny", "swift", "tidy", "true", "vivid", "warm", "wise", "witty", "young",
    ]
    private static let second = [
        "anchor", "barge", "beacon", "boom", "bow", "bridge", "buoy", "cable", "canal", "cargo", "coast", "crane",
        "current",
        "deck", "dock", "ferry", "freight", "galley", "harbour", "hatch", "hoist", "hull", "jetty", "keel", "ladder",
        "lantern", "lock", "mast", "mooring", "pallet", "pier", "pilot", "port", "pulley", "quay", "rudder", "sail",
        "ship",
        "shore", "tide", "tug", "wake", "wave", "wharf", "winch",
    ]

    /// - Parameters:
    ///   - seed: Any number.
    ///   - isTaken: Whether a container has the name already.
    /// - Returns: A name that no container has, of two words and, where need be, a number.
    package static func make(seed: UInt64, isTaken: (String) -> Bool) -> String {
        let name =
            first[Int(seed % UInt64(first.count))] + "_"
            + second[Int(seed / UInt64(first.count) % UInt64(second.count))]
        var candidate = name
        var number = 1
        while isTaken(candidate) {
            number += 1
            candidate = "\(name)\(number)"
        }
        return candidate
    }

    /// Whether an engine would take the name; a slash before it doesn't count.
    package static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (2...255).contains(bytes.count) else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): index > 0
            default: false
            }
        }
    }
}
