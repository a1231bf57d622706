//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import SwiftASN1

/// A file of certificates and keys in PEM (RFC 7468), with the lines at which they are.
package struct PEMFile: Sendable {
    /// One of its parts, from BEGIN to END.
    struct Block: Sendable {
        /// What it is, such as `CERTIFICATE`.
        var label: String
        /// The line of its BEGIN, from 1.
        var line: Int
        /// The lines from BEGIN to END, a line feed after each.
        var text: String
    }

    /// What errors call it.
    let name: String
    let blocks: [Block]

    /// Reads a file; what is between its parts doesn't matter.
    ///
    /// - Parameters:
    ///   - name: What errors call it: its path, where there is one.
    ///   - text: Its content.
    /// - Throws: `PKIError.invalid`, which names the line.
    package init(name: String, text: String) throws(PKIError) {
        self.name = String(name.prefix(200))
        guard text.utf8.count <= maximumCertificateBytes else {
            throw PKIError(
                .invalid,
                "\(self.name): it has \(text.utf8.count) bytes, and \(maximumCertificateBytes) are allowed; give the "
                    + "certificate, those that it is signed by, and its key alone"
            )
        }
        var blocks: [Block] = []
        var open: Block?
        var number = 0
        // A line may end as Windows has it.
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let line = Self.trimmed(raw)
            if let label = Self.label(line, "BEGIN") {
                if let open {
                    throw Self.failure(self.name, open.line, "BEGIN \(open.label) has no END", "copy the file again")
                }
                open = Block(label: label, line: number, text: "\(line)\n")
            } else if let label = Self.label(line, "END") {
                guard var block = open, block.label == label else {
                    throw Self.failure(self.name, number, "END \(label) has no BEGIN", "copy the file again")
                }
                block.text += "-----END \(label)-----\n"
                blocks.append(block)
                open = nil
            } else if let block = open {
                // Keys of former times have headers, which say that they are encrypted.
                guard line.utf8.allSatisfy(Self.isBase64) || line.contains(":") else {
                    throw Self.failure(self.name, number, "it is no part of \(block.label)", "copy the file again")
                }
                open?.text += "\(line)\n"
            }
        }
        if let open {
            throw Self.failure(self.name, open.line, "BEGIN \(open.label) has no END", "copy the file again, whole")
        }
        self.blocks = blocks
    }

    /// An error about a line of the file.
    func failure(_ line: Int, _ problem: String, _ remedy: String) -> PKIError {
        Self.failure(name, line, problem, remedy)
    }

    private static func failure(_ name: String, _ line: Int, _ problem: String, _ remedy: String) -> PKIError {
        PKIError(.invalid, "\(name): line \(line): \(problem); \(remedy)")
    }

    private static func label(_ line: Substring, _ word: String) -> String? {
        let start = "-----\(word) "
        guard line.hasPrefix(start), line.hasSuffix("-----"), line.utf8.count > start.utf8.count + 5 else { return nil }
        let label = line.dropFirst(start.count).dropLast(5)
        return label.utf8.allSatisfy { (0x20..<0x7f).contains($0) } ? String(label) : nil
    }

    private static func trimmed(_ line: Substring) -> Substring {
        let rest = line.drop { $0 == " " || $0 == "\t" }
        return rest[..<(rest.lastIndex { $0 != " " && $0 != "\t" }.map(rest.index(after:)) ?? rest.startIndex)]
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
