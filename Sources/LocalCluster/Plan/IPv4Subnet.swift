//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// An IPv4 network such as `10.213.7.0/24`.
package struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The network's first address as a number.
    package let base: UInt32
    /// How many leading bits name the network, 8 to 29.
    package let prefixLength: Int

    /// Reads the usual notation, `A.B.C.D/BITS`.
    ///
    /// - Throws: an error when the text is no such network, is too small to hold a node, or has host bits set.
    package init(parsing text: String) throws(LocalClusterError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (8...29).contains(length),
            let address = Self.number(String(parts[0]))
        else {
            throw LocalClusterError(
                "subnet \(text)",
                "it is not an IPv4 network of 8 to 29 bits",
                remedy: "give one such as 10.213.7.0/24"
            )
        }
        guard address << UInt32(length) == 0 else {
            throw LocalClusterError(
                "subnet \(text)",
                "bits are set after the first \(length)",
                remedy: "give the network's first address, such as 10.213.7.0/24"
            )
        }
        base = address
        prefixLength = length
    }

    /// How many addresses the network has, its own and the broadcast address included.
    package var size: Int { 1 << (32 - prefixLength) }

    /// The address this many places after the network's own.
    package func address(at offset: Int) -> String {
        let value = base + UInt32(offset)
        return "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    }

    package var description: String { "\(address(at: 0))/\(prefixLength)" }

    private static func number(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }
}

extension IPv4Subnet: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
