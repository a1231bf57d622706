//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Rows under headings, each column as wide as its widest cell.
package struct Table: Sendable {
    package var headings: [String]
    package var rows: [[String]]

    package init(_ headings: [String], _ rows: [[String]] = []) {
        self.headings = headings
        self.rows = rows
    }

    package var text: String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in
            all.map { $0.count > column ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < row.count - 1 else { continue }
                line += String(repeating: " ", count: widths[column] - Self.width(cell) + 3)
            }
            return line
        }
        .joined(separator: "\n")
    }

    /// How many columns of the terminal a text takes: colours take none, wide East Asian characters two.
    static func width(_ text: String) -> Int {
        var width = 0
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                if scalar == "m" { isEscape = false }
            } else if scalar == "\u{1B}" {
                isEscape = true
            } else {
                width += columns(scalar)
            }
        }
        return width
    }
    /// Source: Unicode Standard Annex #11, East Asian Width, by blocks.
    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
