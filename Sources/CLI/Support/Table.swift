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
                width += (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xFFDC).contains(scalar.value) ? 2 : 1
            }
        }
        return width
    }
}
