//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A list as a table; on a phone each row becomes a card, with the columns' names before the values.
struct Table: Sendable {
    /// The columns' names.
    var columns: [String]
    /// A cell for each column.
    var rows: [[HTML]]
    /// What is said where there are no rows: what to do first.
    var empty: HTML

    var html: HTML {
        guard !rows.isEmpty else { return "<div class=\"empty\">\(empty)</div>" }
        let heads: [HTML] = columns.map { $0.isEmpty ? "<td></td>" : "<th scope=\"col\">\($0)</th>" }
        let lines: [HTML] = rows.map { row in
            let cells: [HTML] = zip(columns, row).map { column, cell in
                "<td data-column=\"\(column)\">\(cell)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <div class="table-responsive-md"><table class="table table-hover align-middle stacked">
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(lines)</tbody></table></div>
            """
    }
}
