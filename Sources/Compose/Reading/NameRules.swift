//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The forms that names take, shared by keys and labels.
enum NameRules {
    /// Letters, digits, and some of `_.-` after the first character, as Docker names containers and volumes.
    static func isName(_ text: some StringProtocol, maximumLength: Int = 255) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= maximumLength else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    /// A host name: labels of letters, digits and hyphens, with dots between them.
    static func isHostName(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        return Substring(text).split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            isName(label, maximumLength: 63) && label.utf8.last != UInt8(ascii: "-")
        }
    }

    static func isIPAddress(_ text: some StringProtocol) -> Bool { isIPv4(text) || isIPv6(text) }

    static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = Substring(text).split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { $0.utf8.count <= 3 && !$0.hasPrefix("-") && (parseInteger($0) ?? 256) <= 255 }
    }

    static func isIPv6(_ text: some StringProtocol) -> Bool {
        let groups = Substring(text).split(separator: ":", omittingEmptySubsequences: false)
        guard (3...9).contains(groups.count), let last = groups.last else { return false }
        let isTailIPv4 = isIPv4(last)
        let hexadecimal = isTailIPv4 ? groups.dropLast() : groups[...]
        guard hexadecimal.allSatisfy({ $0.utf8.count <= 4 && $0.utf8.allSatisfy(isHexadecimal) }) else { return false }
        let width = groups.count + (isTailIPv4 ? 1 : 0)
        let gaps = text.indices.filter { text[$0...].hasPrefix("::") }.count
        let hasOuterColon =
            (text.hasPrefix(":") && !text.hasPrefix("::")) || (text.hasSuffix(":") && !text.hasSuffix("::"))
        return !hasOuterColon && (gaps == 1 || (gaps == 0 && width == 8))
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    static func isLowercaseAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte)
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
