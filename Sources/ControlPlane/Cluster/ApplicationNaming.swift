//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What names of clusters and applications may look like.
enum ApplicationNaming {
    /// 1 to 64 letters, digits and hyphens, no hyphen first.
    static func check(_ name: String) throws {
        let isValid =
            (1...64).contains(name.utf8.count) && !name.hasPrefix("-")
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
            }
        guard isValid else {
            throw ControlPlaneError(
                .invalid,
                "application name '\(name.prefix(80))': must be 1 to 64 letters, digits or hyphens and not start with a hyphen; "
                    + "choose another"
            )
        }
    }

    /// 1 to 63 digits, Chinese or English letters and hyphens, no hyphen first.
    static func checkCluster(_ name: String) throws {
        let isValid =
            (1...63).contains(name.unicodeScalars.count) && !name.hasPrefix("-")
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 48...57, 65...90, 97...122, 45: true
                case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3134F: true
                default: false
                }
            }
        guard isValid else {
            throw ControlPlaneError(
                .invalid,
                "cluster name '\(name.prefix(80))': must be 1 to 63 digits, Chinese or English letters or hyphens and not "
                    + "start with a hyphen; choose another"
            )
        }
    }
}
