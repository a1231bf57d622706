//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Events as rows.
enum EventTable {
    static func html(_ events: some Sequence<EventObject>, cluster: String? = nil, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.time), page(.level), page(.about), page(.message)],
            rows: events.map { event in
                [
                    Moment.html(event.time), level(event.level, page), about(event, cluster ?? page.cluster),
                    "\(page.context.said(event.message))",
                ]
            },
            empty: "\(page(.noEvents))"
        ).html
    }

    static func level(_ level: String, _ page: PageRequest) -> HTML {
        switch level {
        case "error": "<span class=\"badge text-bg-danger\">\(page(.levelError))</span>"
        case "warning": "<span class=\"badge text-bg-warning\">\(page(.levelWarning))</span>"
        default: "<span class=\"badge text-bg-secondary\">\(page(.levelInfo))</span>"
        }
    }

    private static func about(_ event: EventObject, _ cluster: String) -> HTML {
        var parts: [HTML] = []
        if !event.project.isEmpty {
            parts.append(
                "<a href=\"\(Path.cluster(cluster, "applications", event.project))\">\(event.project)</a>"
            )
        }
        if !event.container.isEmpty, event.container != event.project { parts.append("\(event.container)") }
        if !event.node.isEmpty {
            parts.append("<a href=\"\(Path.cluster(cluster, "nodes", event.node))\">\(event.node)</a>")
        }
        return parts.isEmpty ? "–" : HTML(parts.flatMap { [$0, " "] })
    }
}

extension Text {
    static let time = Text("Time", "时间")
    static let level = Text("Level", "级别")
    static let about = Text("About", "对象")
    static let message = Text("Message", "内容")
    static let levelInfo = Text("info", "信息")
    static let levelWarning = Text("warning", "警告")
    static let levelError = Text("error", "错误")
    static let noEvents = Text("Nothing has happened yet.", "暂无事件。")
}
