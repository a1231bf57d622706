//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What happened in a cluster.
enum EventPages {
    static let routes: [PageRoute] = [.get("/clusters/{cluster}/events") { page in try await list(page) }]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let (text, level, project) = (page.query["q"], page.query["level"], page.query["project"])
        let events: [EventObject] = try await page.api.values(
            Path("/clusters/\(page.cluster)/events").with("project", project)
        )
        let found = events.reversed().filter { event in
            let about = [event.message, event.container, event.node, event.service, event.project]
            guard level.isEmpty || event.level == level else { return false }
            return text.isEmpty || about.contains { $0.isFound(text) } || page.context.said(event.message).isFound(text)
        }
        let pager = Pager(found, query: page.query, size: 100)
        let levels = [
            ("", page(.all)), ("info", page(.levelInfo)), ("warning", page(.levelWarning)),
            ("error", page(.levelError)),
        ]
        let filters =
            SearchForm.filter("level", page(.level), options: levels, chosen: level)
            + SearchForm.text("project", page(.application), value: project)
        let here = Path.cluster(page.cluster, "events")
        let shown = here.with("q", text).with("level", level).with("project", project)
        let isFiltered = !text.isEmpty || !level.isEmpty || !project.isEmpty
        let table =
            found.isEmpty && isFiltered
            ? "<div class=\"empty\">\(page(.nothingFound))</div>" : EventTable.html(pager.elements, page)
        return page.show(
            Page(
                title: page(.events),
                section: .events,
                crumbs: Page.crumbs(of: page.cluster, page),
                content: SearchForm.html(here, text: text, filters: filters, page.context)
                    + Live.region("events", table + pager.html(shown, page.context)),
                live: .cluster(page.cluster, "events", "live").with("project", project)
            )
        )
    }
}

extension Text {
    static let application = Text("Application", "应用")
}
