//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What deploying a template would change, and where each container would go and why.
enum PlanView {
    /// Most changes that are shown.
    private static let limit = 200

    static func html(_ plan: PlanObject, _ page: PageRequest) -> HTML {
        let warnings = plan.warnings.map { Alert.warning(Alert.problem($0, page.context)) }
        let counts = Dictionary(grouping: plan.changes, by: \.action).mapValues(\.count)
        let summary: [HTML] = counts.sorted { $0.key < $1.key }.map { action, count in
            "<li class=\"list-inline-item\">\(badge(action, page)) \(count)</li>"
        }
        let table = Table(
            columns: [page(.planAction), page(.container), page(.node), page(.planReasons)],
            rows: plan.changes.prefix(limit).map { row($0, page) },
            empty: "\(page(.planNothing))"
        )
        let rest = plan.changes.count - limit
        let more: HTML? = rest > 0 ? "<p>\(page(.andMore(rest)))</p>" : nil
        return """
            <div id="plan">\(warnings)\(Card.html(
                page(.planTitle),
                "<ul class=\"list-inline\">\(summary)</ul>\(table.html)\(more)"
            ))</div>
            """
    }

    private static func row(_ change: PlanObject.Change, _ page: PageRequest) -> [HTML] {
        let reasons: [HTML] = change.reasons.map { "<li>\(page.context.said($0))</li>" }
        let refusals: [HTML] = change.refusals.sorted { $0.key < $1.key }.map { node, reason in
            "<li class=\"text-danger-emphasis\">\(node): \(page.context.said(reason))</li>"
        }
        let node: HTML = change.node.isEmpty && !change.refusals.isEmpty ? "\(page(.planNowhere))" : "\(change.node)"
        return [
            badge(change.action, page), "\(change.container)", node,
            "<ul class=\"list-unstyled small mb-0\">\(reasons)\(refusals)</ul>",
        ]
    }

    private static func badge(_ action: String, _ page: PageRequest) -> HTML {
        let (tone, text): (String, Text?) =
            switch action {
            case "create": ("success", .planCreate)
            case "start": ("success", .planStart)
            case "replace": ("warning", .planReplace)
            case "remove": ("danger", .planRemove)
            case "stop": ("danger", .planStop)
            case "keep": ("secondary", .planKeep)
            default: ("secondary", nil)
            }
        return "<span class=\"badge text-bg-\(tone)\">\(text.map { page($0) } ?? action)</span>"
    }
}

extension Text {
    static let planTitle = Text("What a deploy would do", "部署预览")
    static let planAction = Text("What", "操作")
    static let planReasons = Text("Why", "原因")
    static let planNothing = Text("Nothing to do: all is as the template says.", "无需变更：当前状态已与模板一致。")
    static let planNowhere = Text("fits nowhere", "没有合适的节点")
    static let planCreate = Text("create", "创建")
    static let planStart = Text("start", "启动")
    static let planReplace = Text("replace", "替换")
    static let planRemove = Text("remove", "删除")
    static let planStop = Text("stop", "停止")
    static let planKeep = Text("keep", "保持不变")
}
