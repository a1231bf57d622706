//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A zip archive of some small files, as they are: nothing is compressed.
///
/// Format source: PKWARE's APPNOTE, 4.3 (local headers, central directory, its end record).
struct ZipArchive: Sendable {
    struct File: Sendable {
        var name: String
        var content: [UInt8]

        init(_ name: String, _ content: String) {
            self.name = name
            self.content = Array(content.utf8)
        }
    }

    /// The archive.
    let bytes: [UInt8]

    /// - Throws: `ServerError` for more than the format's first version has room for.
    init(_ files: [File]) throws {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            guard file.name.utf8.count < 1 << 16, archive.count + file.content.count < 1 << 31 else {
                throw ServerError("zip archive: it would be too large; leave '\(file.name.prefix(64))' out")
            }
            let offset = archive.count
            let common = Self.common(file)
            archive.append(long: 0x0403_4b50)
            archive += common
            archive.append(short: 0)
            archive += Array(file.name.utf8) + file.content

            directory.append(long: 0x0201_4b50)
            // Made by Unix, so that the modes count.
            directory.append(short: 3 << 8 | 20)
            directory += common
            // No extra field, comment, disk or internal attributes.
            for _ in 0..<4 { directory.append(short: 0) }
            // A regular file for its owner alone.
            directory.append(long: 0o100600 << 16)
            directory.append(long: offset)
            directory += Array(file.name.utf8)
        }
        let start = archive.count
        archive += directory
        archive.append(long: 0x0605_4b50)
        archive.append(long: 0)
        archive.append(short: files.count)
        archive.append(short: files.count)
        archive.append(long: directory.count)
        archive.append(long: start)
        archive.append(short: 0)
        bytes = archive
    }

    /// What the file's header and its entry in the directory have in common, up to the length of its name.
    private static func common(_ file: File) -> [UInt8] {
        var bytes: [UInt8] = []
        // Version 2.0; names in UTF-8; stored.
        bytes.append(short: 20)
        bytes.append(short: 1 << 11)
        bytes.append(short: 0)
        // The first of January 1980, which is the format's zero: the content says when it was made.
        bytes.append(short: 0)
        bytes.append(short: 1 << 5 | 1)
        bytes.append(long: Int(CyclicRedundancyCheck.of(file.content)))
        bytes.append(long: file.content.count)
        bytes.append(long: file.content.count)
        bytes.append(short: file.name.utf8.count)
        return bytes
    }
}

/// CRC-32 as zip has it (reflected polynomial EDB88320).
enum CyclicRedundancyCheck {
    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
        }
    }
}

extension [UInt8] {
    /// Appends so many bytes of a number, the lowest first.
    fileprivate mutating func append(_ number: Int, bytes count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    fileprivate mutating func append(short number: Int) { append(number, bytes: 2) }
    fileprivate mutating func append(long number: Int) { append(number, bytes: 4) }
}
