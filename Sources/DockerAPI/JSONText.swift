//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A JSON value as text: its parts are read when they are asked for, and what nobody changes stays as it was sent.
///
/// Engines' answers are long and mostly passed on as they are; numbers of any size and the order of keys survive.
/// What lies deeper is only known to be well-formed once it was read.
package struct JSONText: Sendable, Hashable {
    /// Without white space around it.
    package let bytes: ArraySlice<UInt8>

    /// Takes bytes that are known to be one value.
    init(unchecked bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// Takes a whole text; nil when it is no single value.
    package init?(parsing text: [UInt8]) {
        guard
            let range = text.withUnsafeBufferPointer({ pointer -> Range<Int>? in
                let scanner = JSONScanner(bytes: pointer)
                let start = scanner.skipSpace(0)
                guard let end = scanner.skipValue(start), scanner.skipSpace(end) == pointer.count else { return nil }
                return start..<end
            })
        else { return nil }
        bytes = text[range]
    }

    /// Takes a whole text; nil when it is no single value.
    package init?(parsing text: String) { self.init(parsing: Array(text.utf8)) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

// MARK: Reading

extension JSONText {
    package var isNull: Bool { bytes.first == UInt8(ascii: "n") }
    package var isObject: Bool { bytes.first == UInt8(ascii: "{") }

    package var bool: Bool? {
        switch bytes.first {
        case UInt8(ascii: "t"): true
        case UInt8(ascii: "f"): false
        default: nil
        }
    }

    /// A whole number; nil for anything else, and for one that doesn't fit.
    package var int: Int64? { Int64(text) }

    /// A text without its quotes and escapes; nil for anything else.
    package var string: String? {
        guard bytes.first == UInt8(ascii: "\"") else { return nil }
        return JSONScanner.decodeString(bytes.dropFirst().dropLast())
    }

    /// The elements of an array; nil for anything else.
    package var elements: [JSONText]? {
        let offset = bytes.startIndex
        guard
            let ranges = bytes.withUnsafeBufferPointer({ pointer in JSONScanner(bytes: pointer).elements() })
        else { return nil }
        return ranges.map { JSONText(unchecked: bytes[$0.lowerBound + offset..<$0.upperBound + offset]) }
    }

    /// The members of an object in their order; nil for anything else.
    package var members: JSONMembers? {
        let offset = bytes.startIndex
        guard
            let ranges = bytes.withUnsafeBufferPointer({ pointer in JSONScanner(bytes: pointer).members() })
        else { return nil }
        var list: [JSONMembers.Member] = []
        list.reserveCapacity(ranges.count)
        for (key, value) in ranges {
            guard let name = JSONScanner.decodeString(bytes[key.lowerBound + offset..<key.upperBound + offset]) else {
                return nil
            }
            list.append(
                .init(
                    key: name,
                    value: JSONText(unchecked: bytes[value.lowerBound + offset..<value.upperBound + offset])
                )
            )
        }
        return JSONMembers(list)
    }

    /// The value of a key of an object, the last if there are several; nil when there is none.
    package subscript(_ key: String) -> JSONText? { members?[key] }

    /// The texts of an array; nil for anything else.
    package var strings: [String]? {
        guard let elements else { return nil }
        let strings = elements.compactMap(\.string)
        return strings.count == elements.count ? strings : nil
    }

    /// The texts of an object's values; nil for anything else.
    package var stringValues: [String: String]? {
        guard let members else { return nil }
        var values: [String: String] = [:]
        for member in members.list {
            guard let value = member.value.string else { return nil }
            values[member.key] = value
        }
        return values
    }
}

// MARK: Writing

extension JSONText: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package static let null = JSONText(unchecked: Array("null".utf8)[...])

    package static func string(_ value: String) -> JSONText {
        var bytes: [UInt8] = []
        JSONScanner.encodeString(value, to: &bytes)
        return JSONText(unchecked: bytes[...])
    }

    package static func int(_ value: some BinaryInteger) -> JSONText {
        JSONText(unchecked: Array(String(value).utf8)[...])
    }

    package static func bool(_ value: Bool) -> JSONText {
        JSONText(unchecked: Array((value ? "true" : "false").utf8)[...])
    }

    package static func array(_ elements: some Collection<JSONText>) -> JSONText {
        var bytes: [UInt8] = []
        // Lists may be of megabytes.
        bytes.reserveCapacity(elements.reduce(2) { $0 + $1.bytes.count + 1 })
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(contentsOf: element.bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return JSONText(unchecked: bytes[...])
    }

    package static func strings(_ values: some Sequence<String>) -> JSONText { .array(values.map { .string($0) }) }

    /// The values as an object, in the order of their keys.
    package static func strings(_ values: [String: String]) -> JSONText {
        .object(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    package static func object(_ members: [(String, JSONText)]) -> JSONText {
        JSONMembers(members.map { .init(key: $0.0, value: $0.1) }).json
    }

    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// The members of a JSON object in their order, to be read and changed.
package struct JSONMembers: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSONText
    }

    package private(set) var list: [Member]

    package init(_ list: [Member] = []) { self.list = list }

    /// The value of a key, the last if there are several; setting it leaves one in the place of the first.
    package subscript(_ key: String) -> JSONText? {
        get { list.last { $0.key == key }?.value }
        set {
            guard let newValue else { return list.removeAll { $0.key == key } }
            guard let first = list.firstIndex(where: { $0.key == key }) else {
                return list.append(Member(key: key, value: newValue))
            }
            list[first].value = newValue
            list.removeSubrange(first + 1..<list.endIndex, where: { $0.key == key })
        }
    }

    package var json: JSONText {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(list.reduce(2) { $0 + $1.key.utf8.count + $1.value.bytes.count + 4 })
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in list.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONScanner.encodeString(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: member.value.bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return JSONText(unchecked: bytes[...])
    }
}

extension [JSONMembers.Member] {
    /// Removes the elements of a range that meet a condition.
    fileprivate mutating func removeSubrange(_ range: Range<Int>, where condition: (Element) -> Bool) {
        let kept = self[range].filter { !condition($0) }
        replaceSubrange(range, with: kept)
    }
}
