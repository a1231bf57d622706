//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A name that a server's certificate is good for: a DNS name or an IP address.
enum HostName: Hashable {
    case dns(String)
    case ip([UInt8])

    /// Reads an IPv4 or IPv6 address, or else a DNS name, whose first label may be `*`.
    init(_ text: String) throws(PKIError) {
        if let address = Self.address(text) {
            self = .ip(address)
            return
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.enumerated().allSatisfy { index, label in
            if index == 0, label == "*", labels.count > 1 { return true }
            return (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { Self.isNameByte($0) }
                && label.first != "-" && label.last != "-"
        }
        guard isName, text.utf8.count <= 253 else {
            throw PKIError(.invalid, "server name \(text.prefix(64)): it is no DNS name and no IP address; correct it")
        }
        self = .dns(text)
    }

    /// An IPv4 or IPv6 address as people write it; nil for other bytes.
    static func text(of address: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.count == 4 ? AF_INET : AF_INET6
        guard [4, 16].contains(address.count),
            inet_ntop(family, address, &text, socklen_t(text.count)) != nil
        else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    private static func address(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 {
                return bytes
            }
        }
        return nil
    }
}
