//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Reads an engine's answer to `GET /containers/json` as it comes, and says where its containers are.
///
/// Names become `/node/name`, and published ports that are on all of the node's addresses get the node's. Lists are of
/// megabytes: all is done in one pass over the bytes, and what stays as it is isn't looked into.
package struct ContainerListReader: Sendable {
    /// The answer is no list of containers.
    package struct NoList: Error {
        package init() {}
    }

    /// Most bytes of one container's entry.
    package static let entryLimit = 4 << 20

    private enum Place: Sendable {
        case beforeList
        case beforeFirst
        case beforeEntry
        case afterEntry
        case afterList
    }

    /// The node's name as a JSON text, up to the slash after it and without the quotes.
    private let prefix: [UInt8]
    /// The node's address as a JSON text.
    private let address: [UInt8]
    /// What was not read yet.
    ///
    /// It is replaced and never changed: entries are parts of it.
    private var bytes: [UInt8] = []
    private var position = 0
    private var place = Place.beforeList

    package init(_ node: ClusterNode) {
        var text: [UInt8] = []
        JSONScanner.encodeString("/" + node.name, to: &text)
        prefix = Array(text.dropFirst().dropLast())
        address = Array(JSONText.string(node.address).bytes)
    }

    /// Whether a status among the containers counts seconds, and so is another one a moment later.
    package private(set) var countsSeconds = false

    /// Whether the list has been read to its end.
    package var isComplete: Bool { place == .afterList && position == bytes.count }

    /// Takes what came next of the answer.
    package mutating func append(_ more: UnsafeRawBufferPointer) {
        var rest: [UInt8] = []
        rest.reserveCapacity(bytes.count - position + more.count)
        rest.append(contentsOf: bytes[position...])
        rest.append(contentsOf: more)
        bytes = rest
        position = 0
    }

    /// The next container; nil when more of the answer is needed, or the list has ended.
    ///
    /// - Throws: `NoList`.
    package mutating func next() throws(NoList) -> ContainerList.Entry? {
        while true {
            position = bytes.withUnsafeBufferPointer { JSONScanner(bytes: $0).skipSpace(position) }
            guard position < bytes.count else { return nil }
            switch (place, bytes[position]) {
            case (.beforeFirst, UInt8(ascii: "{")), (.beforeEntry, UInt8(ascii: "{")):
                guard let found = bytes.withUnsafeBufferPointer({ entry(JSONScanner(bytes: $0)) }) else {
                    guard bytes.count - position <= Self.entryLimit else { throw NoList() }
                    return nil
                }
                position = found.end
                place = .afterEntry
                if found.countsSeconds { countsSeconds = true }
                if let entry = found.entry { return entry }
                continue
            case (.beforeList, UInt8(ascii: "[")): place = .beforeFirst
            case (.beforeFirst, UInt8(ascii: "]")), (.afterEntry, UInt8(ascii: "]")): place = .afterList
            case (.afterEntry, UInt8(ascii: ",")): place = .beforeEntry
            default: throw NoList()
            }
            position += 1
        }
    }

    // MARK: Entries

    /// What takes the place of a value, or of a part of one.
    private struct Change {
        var range: Range<Int>
        var bytes: [UInt8]
    }

    /// What was read of one entry: nil in place of one without an ID.
    private struct Found {
        var end: Int
        var entry: ContainerList.Entry?
        var countsSeconds = false
    }

    /// The entry that begins here; nil when it hasn't come to its end.
    private func entry(_ scanner: JSONScanner) -> Found? {
        var (id, created, status) = (nil as Range<Int>?, nil as Range<Int>?, nil as Range<Int>?)
        var changes: [Change] = []
        let end = scanner.visitMembers(position) { key, value in
            if scanner.isText("Id", key) {
                id = value
            } else if scanner.isText("Created", key) {
                created = value
            } else if scanner.isText("Status", key) {
                status = value
            } else if scanner.isText("Names", key) {
                changeNames(value, scanner, &changes)
            } else if scanner.isText("Ports", key), value.count > 2 {
                changePorts(value, scanner, &changes)
            }
        }
        guard let end else { return nil }
        guard let id = id.flatMap({ JSONText(unchecked: bytes[$0]).string }) else { return Found(end: end) }
        let entry = ContainerList.Entry(
            json: JSONText(unchecked: rewritten(position..<end, changes)),
            id: id,
            created: created.flatMap { JSONText(unchecked: bytes[$0]).int } ?? 0
        )
        return Found(end: end, entry: entry, countsSeconds: status.map(countsSeconds(_:)) ?? false)
    }

    /// Such as `Up 5 seconds` and `Exited (0) Less than a second ago`.
    private func countsSeconds(_ status: Range<Int>) -> Bool {
        status.count > Self.second.count
            && (status.lowerBound...status.upperBound - Self.second.count).contains { start in
                bytes[start..<start + Self.second.count].elementsEqual(Self.second)
            }
    }

    private static let second = Array(" second".utf8)

    /// Each name begins with a slash already, but for those of very old engines.
    private func changeNames(_ value: Range<Int>, _ scanner: JSONScanner, _ changes: inout [Change]) {
        _ = scanner.visitElements(value.lowerBound) { name in
            guard bytes[name.lowerBound] == UInt8(ascii: "\"") else { return }
            let inside = name.lowerBound + 1
            let hasSlash = bytes[inside] == UInt8(ascii: "/")
            changes.append(Change(range: inside..<inside, bytes: hasSlash ? prefix : prefix + [UInt8(ascii: "/")]))
        }
    }

    private func changePorts(_ value: Range<Int>, _ scanner: JSONScanner, _ changes: inout [Change]) {
        _ = scanner.visitElements(value.lowerBound) { port in
            _ = scanner.visitMembers(port.lowerBound) { key, value in
                guard scanner.isText("IP", key), let text = JSONText(unchecked: bytes[value]).string,
                    ContainerList.isUnspecified(text)
                else { return }
                changes.append(Change(range: value, bytes: address))
            }
        }
    }

    /// The bytes of an entry with its changes, which are in the order of their places.
    private func rewritten(_ range: Range<Int>, _ changes: [Change]) -> ArraySlice<UInt8> {
        guard !changes.isEmpty else { return bytes[range] }
        var result: [UInt8] = []
        result.reserveCapacity(changes.reduce(range.count) { $0 + $1.bytes.count })
        var place = range.lowerBound
        for change in changes {
            result.append(contentsOf: bytes[place..<change.range.lowerBound])
            result.append(contentsOf: change.bytes)
            place = change.range.upperBound
        }
        result.append(contentsOf: bytes[place..<range.upperBound])
        return result[...]
    }
}
