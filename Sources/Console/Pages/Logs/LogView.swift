//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The page that follows a log.
enum LogView {
    /// How many of the last lines of each container can be asked for.
    static let tails = ["50", "200", "1000", "5000"]

    static func show(_ subject: LogSubject, _ page: PageRequest) async throws -> ConsoleResponse {
        let tail = page.query.text("tail").flatMap { tails.contains($0) ? $0 : nil } ?? tails[1]
        let service = page.query["service"]
        var filters = SearchForm.filter(
            "tail",
            page(.lastLines),
            options: tails.map { ($0, $0) },
            chosen: tail
        )
        if subject.section == .applications {
            let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
            let names = (project.services ?? []).map(\.name)
            filters =
                SearchForm.filter(
                    "service",
                    page(.service),
                    options: [("", page(.all))] + names.map { ($0, $0) },
                    chosen: service
                ) + filters
        }
        let stream = (subject.address / "live").with("tail", tail).with("service", service)
        let file = (subject.address / "file").with("service", service)
        let content: HTML = """
            \(subject.head)<div class="d-flex flex-wrap gap-2 mb-2 align-items-end">
            <form method="get" action="\(subject.address)" class="d-flex flex-wrap gap-2 align-items-end">\(filters)
            <noscript><button class="btn btn-sm btn-outline-secondary">\(page(.show))</button></noscript></form>
            <div data-needs-script hidden><label class="form-label small mb-1" for="log-filter">\(page(.filterLines))</label>
            <input class="form-control form-control-sm" type="search" id="log-filter" autocomplete="off"></div>
            <button class="btn btn-sm btn-outline-secondary" type="button" id="log-pause" aria-pressed="false" \
            data-needs-script hidden>\(page(.pause))</button>
            <a class="btn btn-sm btn-outline-secondary" href="\(file)" download>\(page(.download))</a>
            <span class="small text-body-secondary mb-1" id="log-state" role="status" \
            data-open="\(page(.logFollows))" data-cut="\(page(.logCut))" data-paused="\(page(.logPaused))"></span></div>
            <noscript><p>\(page(.logNeedsScript))</p></noscript>
            <div class="log font-monospace" id="log" tabindex="0" role="log" aria-live="off" aria-label="\(page(.logs))" \
            data-log="\(stream)" data-empty="\(page(.logEmpty))"></div>
            """
        return page.show(
            Page(
                title: page(.logs),
                section: subject.section,
                crumbs: subject.crumbs,
                content: content,
                modules: [.logs]
            )
        )
    }
}

extension Text {
    static let lastLines = Text("Last lines of each container", "每个容器的最近行数")
    static let filterLines = Text("Only lines with", "过滤关键字")
    static let pause = Text("Pause", "暂停")
    static let logFollows = Text("follows", "实时跟踪中")
    static let logCut = Text("connection lost, trying again", "连接断开，正在重试")
    static let logPaused = Text("paused", "已暂停")
    static let logEmpty = Text("Nothing was logged yet.", "暂无日志。")
    static let logNeedsScript = Text(
        "Following the log needs JavaScript; without it, download the log.",
        "实时日志需要启用 JavaScript；否则请下载日志文件。"
    )
}
