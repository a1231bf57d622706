//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Percent-encoding of one path part of a URI (RFC 3986), for bytes outside `A–Z a–z 0–9 - . _ ~`.
enum PercentCoding {
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(contentsOf: Hex.digits[Int(byte) * 2..<Int(byte) * 2 + 2])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The text that `encode` made; nil for what `encode` cannot have made, so that no identity has two spellings.
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                guard byte == UInt8(ascii: "%"), rest.count >= 2,
                    let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else {
                    return nil
                }
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), encode(decoded) == text else {
            return nil
        }
        return decoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}

/// Lower-case hexadecimal.
enum Hex {
    /// Two digits for each byte value.
    static let digits: [UInt8] = {
        let alphabet = Array("0123456789abcdef".utf8)
        return (0..<256).flatMap { [alphabet[$0 >> 4], alphabet[$0 & 15]] }
    }()

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { digits[Int($0) * 2..<Int($0) * 2 + 2] }, as: UTF8.self)
    }
}
