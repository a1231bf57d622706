//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes
import Model

/// An application: what it consists of, who serves its addresses, and what happens to it.
enum ApplicationDetail {
    /// Most containers that are shown here; there is a list of all.
    static let containerLimit = 100
    private static let eventLimit = "15"

    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/applications/{application}") { page in try await show(page) },
        .get("/clusters/{cluster}/applications/{application}/template") { page in try await template(page) },
    ]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
        let containers: ContainerPage = try await page.api.get(
            Path("/clusters/\(page.cluster)/container_page").with("project", project.name)
                .with("size", String(containerLimit))
        )
        let routes: [RouteObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/routes").with("project", project.name)
        )
        let events = try await events(page)
        let content: [HTML] = [
            ApplicationTabs.html(.overview, page),
            Live.region("status", ReleaseCard.html(project, page) + facts(project, page)),
            Live.region("services", Card.html(page(.services), ServiceTable.html(project.services ?? [], page))),
            Live.region("containers", Card.html(page(.containers), self.containers(containers, page))),
            Live.region("routes", Card.html(page(.routes), RouteTable.html(routes, page))),
            Live.region("events", Card.html(page(.events), EventTable.html(events, page))),
        ]
        return page.show(
            Page(
                title: project.name,
                section: .applications,
                crumbs: [Page.Crumb(name: page(.applications), path: .cluster(page.cluster, "applications"))],
                content: HTML(content),
                actions: Live.region("actions", ApplicationActions.buttons(project, page)),
                live: .cluster(page.cluster, "events", "live").with("project", project.name)
            )
        )
    }

    /// The last events, the latest first.
    private static func events(_ page: PageRequest) async throws -> [EventObject] {
        let body = try await page.api.call(.get, (page.projectPath / "events").with("tail", eventLimit))
        let lines = body.split(separator: UInt8(ascii: "\n"))
        return try lines.map { try JSONDecoder().decode(EventObject.self, from: Data($0)) }.reversed()
    }

    private static func facts(_ project: Project, _ page: PageRequest) -> HTML {
        var facts: [(name: String, value: HTML)] = [
            (page(.state), StateBadge(state: project.currentState).html(page.context)),
            (page(.version), "\(project.version)"),
        ]
        if !project.description.isEmpty { facts.append((page(.descriptionOf), "\(project.description)")) }
        if let job = project.job { facts.append((page(.job), JobFacts.html(job, page))) }
        let items: [HTML] = (project.configurations ?? []).map { item in
            """
            <a href="\(Path.cluster(page.cluster, "configurations", item.name.rawValue))">\(item.name.rawValue)</a> \
            (\(page(.version)) \(item.version)) 
            """
        }
        if !items.isEmpty { facts.append((page(.configurations), HTML(items))) }
        facts.append((page(.updated), Moment.html(project.updated)))
        facts.append((page(.created), Moment.html(project.created)))
        return Card.html(page(.overview), Facts.html(facts))
    }

    private static func containers(_ found: ContainerPage, _ page: PageRequest) -> HTML {
        let rest: HTML? =
            found.total > found.containers.count
            ? "<p>\(Button.link(page(.allContainers(found.total)), .cluster(page.cluster, "containers").with("project", page.application)))</p>"
            : nil
        return ContainerTable.html(found.containers, page, showsApplication: false) + (rest ?? .empty)
    }

    private static func template(_ page: PageRequest) async throws -> ConsoleResponse {
        let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
        let change = project.isSystem ? HTML.empty : Button.link(page(.change), page.applicationPath / "change")
        return page.show(
            Page(
                title: page(.template),
                section: .applications,
                crumbs: page.applicationCrumbs,
                content: ApplicationTabs.html(.template, page) + "<pre class=\"block\">\(project.template)</pre>",
                actions: change
            )
        )
    }
}

/// The pages about one application.
enum ApplicationTabs {
    enum Tab: CaseIterable { case overview, logs, versions, triggers, template }

    static func html(_ current: Tab, _ page: PageRequest) -> HTML {
        let tabs: [HTML] = Tab.allCases.map { tab in
            let (text, path): (Text, Path) =
                switch tab {
                case .overview: (.overview, page.applicationPath)
                case .logs: (.logs, page.applicationPath / "logs")
                case .versions: (.versions, page.applicationPath / "versions")
                case .triggers: (.triggers, page.applicationPath / "triggers")
                case .template: (.template, page.applicationPath / "template")
                }
            let isCurrent: HTML = tab == current ? " active\" aria-current=\"page" : ""
            return "<li class=\"nav-item\"><a class=\"nav-link\(isCurrent)\" href=\"\(path)\">\(page(text))</a></li>"
        }
        return "<ul class=\"nav nav-tabs mb-3\">\(tabs)</ul>"
    }
}

extension Text {
    static let descriptionOf = Text("Description", "描述")
    static let logs = Text("Logs", "日志")
    static let triggers = Text("Triggers", "触发器")
    static let change = Text("Change", "变更配置")
    static func allContainers(_ count: Int) -> Text { Text("All \(count) containers", "全部 \(count) 个容器") }
}
