//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What HAProxy says against a configuration: a line of its own, such as
/// `[ALERT] (1) : config : parsing [/r/haproxy.cfg:4] : …`.
package struct HAProxyComplaint: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// As much of it as people are shown.
    package var shown: String { String(text.suffix(500)) }

    /// Whether it is about a file of this name.
    package func names(file: String) -> Bool { text.contains("/\(file)'") }

    /// The header of the configuration's section that it is about, such as `backend shop`.
    ///
    /// - Parameter lines: The configuration's.
    /// - Returns: The line; nil when the complaint names no line below one.
    package func section(in lines: [Substring]) -> Substring? {
        guard let line, (1...lines.count).contains(line) else { return nil }
        return lines[..<line].last { !$0.hasPrefix(" ") && !$0.hasPrefix("#") && !$0.isEmpty }
    }

    /// The line's number in `[FILE:LINE]`.
    private var line: Int? {
        guard let start = text.firstRange(of: "[/") else { return nil }
        let place = text[start.upperBound...].prefix { $0 != "]" }
        return place.lastIndex(of: ":").flatMap { Int(place[place.index(after: $0)...]) }
    }
}
