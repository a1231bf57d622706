//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Checks a network that containers are to get their addresses from.
enum Subnet {
    /// - Throws: `ControlPlaneError` unless it is a private IPv4 network of 8 to 24 bits in CIDR notation.
    static func check(_ text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let numbers = parts.first.map { $0.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) } }
        guard parts.count == 2, let bits = Int(parts[1]), (8...24).contains(bits), let numbers, numbers.count == 4,
            let first = numbers[0], let second = numbers[1], numbers.allSatisfy({ $0 != nil }),
            first == 10 || (first == 172 && (16...31).contains(second)) || (first == 192 && second == 168)
        else {
            throw ControlPlaneError(
                .invalid,
                "subnet_cidr '\(text.prefix(40))': is no private network of 8 to 24 bits; give one such as 172.28.0.0/16"
            )
        }
    }
}
