//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

/// Texts that users hand in as files.
enum TextFile {
    /// What the server takes at most, so that a wrong file is noticed here.
    private static let sizeLimit = 1 << 20

    /// The text of a file; `-` is standard input.
    ///
    /// - Throws: `CLIError` when it can't be read, is longer than 1 MiB, or is no text.
    static func read(_ path: String) throws -> String {
        guard path != "-" else {
            var lines: [String] = []
            while let line = readLine(strippingNewline: false) { lines.append(line) }
            return lines.joined()
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CLIError("\(path): can't be read; check the path and its permissions")
        }
        guard data.count <= sizeLimit else {
            throw CLIError("\(path): is larger than 1 MiB; check that it is the file that is meant")
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw CLIError("\(path): is not UTF-8 text")
        }
        return text
    }
}
