//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The form of an image's name: `[registry[:port]/]path[:tag][@digest]`, as Docker's distribution defines it.
enum ImageReference {
    static func isValid(_ text: String) -> Bool {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let named = halves.first, halves.count == 1 || isDigest(halves[1]) else { return false }
        var name = named
        let lastComponent = named.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if let colon = lastComponent.lastIndex(of: ":") {
            guard isTag(named[named.index(after: colon)...]) else { return false }
            name = named[..<colon]
        }
        guard name.utf8.count <= 255 else { return false }
        var components = name.split(separator: "/", omittingEmptySubsequences: false)
        if components.count > 1, let first = components.first,
            first == "localhost" || first.contains(where: { ".:".contains($0) || $0.isUppercase })
        {
            guard isRegistry(first) else { return false }
            components.removeFirst()
        }
        return components.allSatisfy(isPathComponent)
    }

    private static func isRegistry(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, NameRules.isHostName(host) else { return false }
        return parts.count == 1 || (1...65535).contains(parseInteger(parts[1]) ?? 0)
    }

    /// Lower-case letters and digits, separated by one dot, one or two underscores, or hyphens.
    private static func isPathComponent(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, NameRules.isLowercaseAlphanumeric(first),
            NameRules.isLowercaseAlphanumeric(last)
        else { return false }
        let separators = text.split(whereSeparator: { $0.isASCII && ($0.isLetter || $0.isNumber) })
        return text.utf8.allSatisfy { NameRules.isLowercaseAlphanumeric($0) || "._-".utf8.contains($0) }
            && separators.allSatisfy { $0 == "." || $0 == "_" || $0 == "__" || $0.allSatisfy { $0 == "-" } }
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        return (NameRules.isAlphanumeric(first) || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy { NameRules.isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && NameRules.isName(parts[0]) && parts[1].utf8.count >= 32
            && parts[1].utf8.allSatisfy(NameRules.isHexadecimal)
    }
}
