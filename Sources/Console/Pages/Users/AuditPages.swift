//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Who did what, and what became of it.
enum AuditPages {
    private static let size = 100

    static let routes: [PageRoute] = [.get("/audit") { page in try await list(page) }]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let names = ["user", "action", "resource", "refused", "since"]
        var path = Path("/audit").with("limit", String(size)).with("before", page.query.text("before"))
        var further = Path.console("audit")
        for name in names {
            path = path.with(name, page.query.text(name))
            further = further.with(name, page.query.text(name))
        }
        var refusal: APIRefusal?
        var found = AuditPage(entries: [], next: nil)
        do {
            found = try await page.api.get(path)
        } catch let failure as APIRefusal where failure.status == 400 {
            refusal = failure
        }
        let alert = refusal.map { Alert.failure($0.message, page.context) }
        let table = Table(
            columns: [
                page(.time), page(.user), page(.action), page(.about), page(.result), page(.comesFrom),
            ],
            rows: found.entries.map { row(of: $0, page) },
            empty: "\(page(.nothingFound))"
        )
        let older = found.next.map { Button.link(page(.older), further.with("before", String($0))) }
        let newest = page.query.text("before").map { _ in Button.link(page(.newest), further) }
        return page.show(
            Page(
                title: page(.auditLog),
                section: .audit,
                content: """
                    \(alert)\(form(page))\(table.html)
                    <nav class="d-flex gap-2" aria-label="\(page(.pages))">\(newest)\(older)</nav>
                    """
            ),
            refusal: refusal
        )
    }

    private static func form(_ page: PageRequest) -> HTML {
        let results = [("", page(.all)), ("0", page(.done)), ("1", page(.refusedOrFailed))]
        let times = [
            ("", page(.all)), ("1h", page(.lastHour)), ("24h", page(.lastDay)), ("7d", page(.lastWeek)),
            ("30d", page(.lastMonth)),
        ]
        let query = page.query
        return """
            <form method="get" action="\(Path.console("audit"))" role="search" class="d-flex flex-wrap gap-2 mb-3 align-items-end">
            \(SearchForm.text("user", page(.user), value: query["user"]))
            \(SearchForm.text("action", page(.action), value: query["action"], hint: "Delete*"))
            \(SearchForm.text("resource", page(.about), value: query["resource"]))
            \(SearchForm.filter("refused", page(.result), options: results, chosen: query["refused"]))
            \(SearchForm.filter("since", page(.time), options: times, chosen: query["since"]))
            <button class="btn btn-sm btn-outline-secondary">\(page(.show))</button></form>
            """
    }

    private static func row(of entry: AuditEntry, _ page: PageRequest) -> [HTML] {
        let resources = entry.resources.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let call: HTML = "<span class=\"small text-body-secondary\">\(entry.method) \(entry.route)</span>"
        let result: HTML =
            entry.status >= 400
            ? "<span class=\"badge text-bg-danger\">\(entry.status)</span> <span class=\"small\">\(entry.code ?? "")</span>"
            : "<span class=\"badge text-bg-success\">\(entry.status)</span>"
        return [
            Moment.html(entry.time), "<span class=\"text-nowrap\">\(entry.user.isEmpty ? "–" : entry.user)</span>",
            entry.action.isEmpty ? call : "\(entry.action)<br>\(call)",
            "\(resources.isEmpty ? "–" : resources.joined(separator: ", "))", result,
            "\(entry.address)<br><span class=\"small text-body-secondary\">\(entry.credential)</span>",
        ]
    }
}

extension Text {
    static let action = Text("Action", "操作")
    static let result = Text("Result", "结果")
    static let comesFrom = Text("From", "来源")
    static let done = Text("done", "成功")
    static let refusedOrFailed = Text("refused or failed", "被拒绝或失败")
    static let lastHour = Text("last hour", "最近 1 小时")
    static let lastDay = Text("last day", "最近 1 天")
    static let lastWeek = Text("last week", "最近 7 天")
    static let lastMonth = Text("last 30 days", "最近 30 天")
    static let older = Text("Older", "更早")
    static let newest = Text("Newest", "最新")
}
