//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import HTTPText

/// What the last form did, to be said once on the page that comes after it.
struct Notice: Sendable, Hashable {
    /// Most bytes of a notice that a cookie takes, percent-encoded.
    private static let limit = 3_000

    var text: String
    var warnings: [String]

    /// - Parameters:
    ///   - text: What was done.
    ///   - warnings: What was doubtful about it; a cookie takes a few.
    ///   - more: What is said in the place of those that it doesn't take.
    init(text: String, warnings: [String] = [], more: String = "") {
        self.text = text
        self.warnings = []
        func size(_ text: String) -> Int { PercentEncoding.encode(text + "\n").utf8.count }
        var rest = Self.limit - size(text) - size(more)
        for warning in warnings {
            rest -= size(warning)
            guard rest >= 0 else {
                self.warnings.append(more)
                break
            }
            self.warnings.append(warning.replacing("\n", with: " "))
        }
    }

    /// A line for each of its texts.
    var cookie: String { ([text] + warnings).joined(separator: "\n") }

    /// Reads a cookie.
    init(cookie: String) {
        let lines = cookie.split(separator: "\n").map(String.init)
        text = lines.first ?? ""
        warnings = Array(lines.dropFirst())
    }

    var html: HTML {
        let doubts = warnings.map { Alert.warning("\($0)") }
        return "<div class=\"alert alert-success\" role=\"status\">\(text)</div>\(doubts)"
    }
}

extension Text {
    static let moreWarnings = Text(
        "There are more warnings: the plan of a change shows them all.",
        "还有其他警告：可在变更的预览中查看全部。"
    )
}
