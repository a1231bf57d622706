//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Finds the parts of a JSON text without building anything of them.
///
/// It goes on one byte after another and never calls itself, so that deep texts cost no stack.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    func skipSpace(_ start: Int) -> Int {
        var place = start
        while place < bytes.count, Self.isSpace(bytes[place]) { place += 1 }
        return place
    }

    /// The place after the value that begins at a place; nil when there is none.
    func skipValue(_ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return skipString(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested(start)
        default:
            var place = start
            while place < bytes.count, Self.isScalar(bytes[place]) { place += 1 }
            return place > start ? place : nil
        }
    }

    /// The place after a text whose opening quote is at a place.
    private func skipString(_ start: Int) -> Int? {
        var place = start + 1
        while place < bytes.count {
            place += plainBytes(from: place)
            guard place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "\""): return place + 1
            case UInt8(ascii: "\\"): place += 2
            default: place += 1
            }
        }
        return nil
    }

    /// How many bytes from a place on, of those that can be looked at eight at a time, are neither quote nor backslash.
    private func plainBytes(from start: Int) -> Int {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let raw = UnsafeRawBufferPointer(bytes)
        var place = start
        while place + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            // Zero where the byte is the sought one; the lowest top bit that is left marks the first of them.
            let (quotes, escapes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5c))
            let found = (((quotes &- ones) & ~quotes) | ((escapes &- ones) & ~escapes)) & tops
            guard found == 0 else { return place - start + found.trailingZeroBitCount / 8 }
            place += 8
        }
        return place - start
    }

    private func skipNested(_ start: Int) -> Int? {
        var depth = 0
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard let end = skipString(place) else { return nil }
                place = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place + 1 }
            default: break
            }
            place += 1
        }
        return nil
    }

    /// Where the elements of the array are that the bytes are.
    func elements() -> [Range<Int>]? {
        var found: [Range<Int>] = []
        return visitElements(0) { found.append($0) } == bytes.count ? found : nil
    }

    /// Where the keys, without their quotes, and the values of the object are that the bytes are.
    func members() -> [(key: Range<Int>, value: Range<Int>)]? {
        var found: [(key: Range<Int>, value: Range<Int>)] = []
        return visitMembers(0) { found.append(($0, $1)) } == bytes.count ? found : nil
    }

    /// Calls back for each member of the object that begins at a place.
    ///
    /// - Returns: The place after the object; nil when there is none, or not all of it.
    func visitMembers(_ start: Int, _ body: (_ key: Range<Int>, _ value: Range<Int>) -> Void) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
        var place = skipSpace(start + 1)
        if place < bytes.count, bytes[place] == UInt8(ascii: "}") { return place + 1 }
        while true {
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\""), let keyEnd = skipString(place) else {
                return nil
            }
            let key = place + 1..<keyEnd - 1
            place = skipSpace(keyEnd)
            guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return nil }
            place = skipSpace(place + 1)
            guard let end = skipValue(place) else { return nil }
            body(key, place..<end)
            place = skipSpace(end)
            guard place < bytes.count else { return nil }
            if bytes[place] == UInt8(ascii: "}") { return place + 1 }
            guard bytes[place] == UInt8(ascii: ",") else { return nil }
            place = skipSpace(place + 1)
        }
    }

    /// Calls back for each element of the array that begins at a place.
    ///
    /// - Returns: The place after the array; nil when there is none, or not all of it.
    func visitElements(_ start: Int, _ body: (_ element: Range<Int>) -> Void) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        var place = skipSpace(start + 1)
        if place < bytes.count, bytes[place] == UInt8(ascii: "]") { return place + 1 }
        while true {
            guard let end = skipValue(place) else { return nil }
            body(place..<end)
            place = skipSpace(end)
            guard place < bytes.count else { return nil }
            if bytes[place] == UInt8(ascii: "]") { return place + 1 }
            guard bytes[place] == UInt8(ascii: ",") else { return nil }
            place = skipSpace(place + 1)
        }
    }

    /// Whether the bytes of a range are those of a text of ASCII.
    func isText(_ text: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    // MARK: Texts

    /// What stands between two quotes; nil when an escape is broken.
    static func decodeString(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
        var units: [UInt16] = []
        var text = ""
        var rest = bytes
        /// Escapes may be halves of a character, which belong together.
        func flush() {
            text += String(decoding: units, as: UTF16.self)
            units = []
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                flush()
                let end = rest.firstIndex(of: UInt8(ascii: "\\")) ?? rest.endIndex
                text += String(decoding: bytes[rest.startIndex - 1..<end], as: UTF8.self)
                rest = rest[end...]
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            switch escape {
            case UInt8(ascii: "n"): units.append(10)
            case UInt8(ascii: "t"): units.append(9)
            case UInt8(ascii: "r"): units.append(13)
            case UInt8(ascii: "b"): units.append(8)
            case UInt8(ascii: "f"): units.append(12)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(UInt16(escape))
            case UInt8(ascii: "u"):
                guard rest.count >= 4, let unit = UInt16(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16)
                else { return nil }
                units.append(unit)
                rest = rest.dropFirst(4)
            default: return nil
            }
        }
        flush()
        return text
    }

    static func encodeString(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    private static func isScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
