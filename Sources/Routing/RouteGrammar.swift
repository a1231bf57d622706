//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What names, hosts, paths and addresses of a route may look like.
///
/// They reach HAProxy's configuration, its map files and its command line, where a blank, a quote or a semicolon would
/// start something else; nothing gets there that isn't in these grammars.
package enum RouteGrammar {
    /// Letters, digits, `.`, `_` and `-`, at most 255.
    package static func isName(_ text: String) -> Bool {
        isMade(of: isNameByte, text, maximum: 255)
    }

    /// A lower-case host name, in which `_` may occur as well, at most 253 characters.
    package static func isHost(_ text: String) -> Bool {
        isMade(of: { isNameByte($0) && !isUpperCase($0) }, text, maximum: 253)
            && !text.hasPrefix(".") && !text.hasSuffix(".")
    }

    /// `/`, or a lower-case path without a slash at its end, at most 255 characters.
    package static func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text == "/" || !text.hasSuffix("/") else { return false }
        return isMade(
            of: { isNameByte($0) && !isUpperCase($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "~") },
            text,
            maximum: 255
        )
    }

    /// An IPv4 address, or what has the characters of an IPv6 address.
    package static func isAddress(_ text: String) -> Bool {
        if text.utf8.contains(UInt8(ascii: ":")) {
            let colons = text.utf8.count(where: { $0 == UInt8(ascii: ":") })
            return colons >= 2 && text.utf8.count <= 45
                && text.utf8.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && UInt8(part) != nil
            }
    }

    /// An absolute path of a file that HAProxy's configuration can name without quotes.
    package static func isFilePath(_ text: String) -> Bool {
        text.hasPrefix("/") && isMade(of: { isNameByte($0) || $0 == UInt8(ascii: "/") }, text, maximum: 255)
    }

    private static func isMade(of isAllowed: (UInt8) -> Bool, _ text: String, maximum: Int) -> Bool {
        (1...maximum).contains(text.utf8.count) && text.utf8.allSatisfy(isAllowed)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isUpperCase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
