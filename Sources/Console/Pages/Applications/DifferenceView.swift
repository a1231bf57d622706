//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The differences of two templates, as `diff -u` writes them.
enum DifferenceView {
    static func html(from old: String, to new: String, _ page: PageRequest) -> HTML {
        let difference = LineDifference(from: old, to: new)
        guard !difference.hunks.isEmpty else { return "<p class=\"mb-0\">\(page(.noDifference))</p>" }
        let hunks: [HTML] = difference.hunks.map { hunk in
            let lines: [HTML] = hunk.lines.map { line in
                switch line {
                case .same(let text): "<span class=\"same\"> \(text)\n</span>"
                case .removed(let text): "<del>-\(text)\n</del>"
                case .added(let text): "<ins>+\(text)\n</ins>"
                }
            }
            return "<span class=\"place\">\(page(.line(hunk.newStart)))\n</span>\(lines)"
        }
        return "<pre class=\"block difference\">\(hunks)</pre>"
    }
}

extension Text {
    static let noDifference = Text("The templates are the same.", "模板没有差异。")
}
