//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Regular files as a tar archive, as `PUT /containers/{id}/archive` takes them.
///
/// Source: POSIX.1-1988, the ustar interchange format. Directories are left out: the engine makes those that are missing
/// and leaves the mode of the others alone.
struct TarArchive {
    private static let blockSize = 512

    private(set) var bytes: [UInt8] = []

    /// The archive's end is two empty blocks.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 2 * Self.blockSize) }

    /// Adds a file.
    ///
    /// The path has no slash in front; it has 250 bytes at most, and each of its parts 100 at most.
    mutating func add(path: String, content: [UInt8], userID: Int, groupID: Int, mode: Int) {
        var header = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: some Sequence<UInt8>, at offset: Int, length: Int) {
            for (index, byte) in text.prefix(length).enumerated() { header[offset + index] = byte }
        }
        func putOctal(_ number: Int, at offset: Int, length: Int) {
            let digits = String(number, radix: 8)
            put(
                (String(repeating: "0", count: max(0, length - 1 - digits.count)) + digits).utf8,
                at: offset,
                length: length
            )
        }
        let (prefix, name) = Self.split(path)
        put(name, at: 0, length: 100)
        putOctal(mode, at: 100, length: 8)
        putOctal(min(userID, Self.largestID), at: 108, length: 8)
        putOctal(min(groupID, Self.largestID), at: 116, length: 8)
        putOctal(content.count, at: 124, length: 12)
        putOctal(0, at: 136, length: 12)
        // The sum counts its own field as blanks.
        put("        ".utf8, at: 148, length: 8)
        put("0".utf8, at: 156, length: 1)
        put("ustar\u{0}00".utf8, at: 257, length: 8)
        put(prefix, at: 345, length: 155)
        putOctal(header.reduce(0) { $0 + Int($1) }, at: 148, length: 7)
        bytes += header
        bytes += content
        bytes += [UInt8](repeating: 0, count: (Self.blockSize - content.count % Self.blockSize) % Self.blockSize)
    }

    /// What seven octal digits hold.
    static let largestID = 0o7777777

    /// A path's two fields: all but the last 100 bytes go to the prefix, cut at a slash.
    private static func split(_ path: String) -> (prefix: [UInt8], name: [UInt8]) {
        let bytes = Array(path.utf8)
        guard bytes.count > 100 else { return ([], bytes) }
        let start = bytes.count - 101
        guard let slash = bytes[start...].firstIndex(of: UInt8(ascii: "/")) else { return ([], bytes) }
        return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
    }
}
