//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Something wrong, or doubtful, in what a user handed in: what, where, and what to do about it.
package struct Problem: Codable, Hashable, Sendable {
    package enum Severity: String, Codable, Hashable, Sendable, CaseIterable {
        /// The input is refused.
        case error
        /// The input is taken, but part of it has no effect or a doubtful one.
        case warning
    }

    package var severity: Severity
    /// The file's name as the user gave it.
    package var file: String
    /// The line, from 1; 0 when the problem belongs to no line.
    package var line: Int
    /// The column, from 1; 0 when unknown.
    package var column: Int
    /// The path of keys to the place, such as `web.labels.aliyun.probe.url`; empty for the whole file.
    package var key: String
    /// What is wrong.
    package var message: String
    /// What to do about it.
    package var remedy: String

    package init(
        _ severity: Severity,
        file: String = "",
        line: Int = 0,
        column: Int = 0,
        key: String = "",
        message: String,
        remedy: String
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.message = message
        self.remedy = remedy
    }
}

extension Problem: CustomStringConvertible {
    /// One line: `template.yml:12: web.ports: what; remedy`.
    package var description: String {
        var place = file
        if line > 0 { place += (place.isEmpty ? "line " : ":") + String(line) }
        return [place, key, message + (remedy.isEmpty ? "" : "; " + remedy)].filter { !$0.isEmpty }
            .joined(separator: ": ")
    }
}
