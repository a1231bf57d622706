//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Says that something went wrong, and what to do.
enum Alert {
    /// A refusal, with what is wrong in a template, each with its line.
    static func failure(_ message: String, problems: [Problem] = [], _ context: PageContext) -> HTML {
        let list: [HTML] = problems.map { "<li>\(Self.problem($0, context))</li>" }
        let items: HTML = list.isEmpty ? .empty : "<ul class=\"mb-0 mt-2\">\(list)</ul>"
        return "<div class=\"alert alert-danger\" role=\"alert\">\(context.said(message))\(items)</div>"
    }

    /// What is wrong in a template, with its line.
    static func problem(_ problem: Problem, _ context: PageContext) -> HTML {
        let said = context.said(problem)
        let place: HTML? = problem.line > 0 ? "\(context(.line(problem.line)))\(context(.colon))" : nil
        let key: HTML? = problem.key.isEmpty ? nil : "<code>\(problem.key)</code>\(context(.colon))"
        let remedy: HTML? = said.remedy.isEmpty ? nil : "\(context(.semicolon))\(said.remedy)"
        return "\(place)\(key)\(said.message)\(remedy)"
    }

    static func warning(_ content: HTML) -> HTML {
        "<div class=\"alert alert-warning\" role=\"alert\">\(content)</div>"
    }

    static func info(_ content: HTML) -> HTML { "<div class=\"alert alert-info\">\(content)</div>" }
}

extension Text {
    static let colon = Text(": ", "：")
    static let semicolon = Text("; ", "；")
    static func line(_ line: Int) -> Text { Text("line \(line)", "第 \(line) 行") }
}
