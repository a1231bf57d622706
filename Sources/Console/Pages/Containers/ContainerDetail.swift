//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// A container: where it is, how it is, and what its engine knows of it.
enum ContainerDetail {
    private static let one = "/clusters/{cluster}/containers/{container}"

    static let routes: [PageRoute] = [
        .get(one) { page in try await show(page) },
        .get(one + "/inspect") { page in try await inspect(page) },
    ]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let container: ContainerObject = try await page.api.get(page.containerPath)
        return page.show(
            Page(
                title: container.plainName,
                section: .containers,
                crumbs: [Page.Crumb(name: page(.containers), path: .cluster(page.cluster, "containers"))],
                content: ContainerTabs.html(.overview, page)
                    + Live.region("facts", Card.html(page(.overview), facts(container, page))),
                actions: Live.region("actions", ContainerActions.buttons(container, page)),
                live: .cluster(page.cluster, "events", "live").with("project", container.project)
            )
        )
    }

    private static func facts(_ container: ContainerObject, _ page: PageRequest) -> HTML {
        var facts: [(name: String, value: HTML)] = [
            (page(.state), ContainerTable.state(container, page)),
            ("ID", "<code>\(container.id)</code>"),
            (
                page(.node),
                "<a href=\"\(Path.cluster(page.cluster, "nodes", container.nodeName))\">\(container.nodeName)</a> (\(container.node))"
            ), (page(.ipAddress), "\(container.ip)"), (page(.image), "\(container.image)"),
        ]
        if !container.statusExt.isEmpty {
            facts.insert((page(.reason), "\(page.context.said(container.statusExt))"), at: 1)
        }
        if !container.project.isEmpty {
            let service = "\(container.project)_\(container.service)"
            facts.append(
                (
                    page(.application),
                    "<a href=\"\(Path.cluster(page.cluster, "applications", container.project))\">\(container.project)</a>"
                )
            )
            facts.append(
                (
                    page(.service),
                    "<a href=\"\(Path.cluster(page.cluster, "services", service))\">\(container.service)</a>"
                )
            )
        }
        let ports: [HTML] = container.ports.sorted { $0.key < $1.key }.map { port, hosts in
            let targets = (hosts ?? []).map { "\($0.hostIP):\($0.hostPort)" }.joined(separator: ", ")
            return "<div>\(targets.isEmpty ? port : "\(targets) → \(port)")</div>"
        }
        if !ports.isEmpty { facts.append((page(.ports), HTML(ports))) }
        facts.append((page(.created), Moment.html(container.created)))
        return Facts.html(facts)
    }

    private static func inspect(_ page: PageRequest) async throws -> ConsoleResponse {
        let tree: JSONValue = try await page.api.get(page.dockerPath / "json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(tree), as: UTF8.self)
        var name: String?
        if case .string(let found)? = tree["Name"] { name = found.withoutSlash }
        var labels: [String: String] = [:]
        if case .object(let values)? = tree["Config"]?["Labels"] {
            for case (let name, .string(let value)) in values { labels[name] = value }
        }
        let table = Table(
            columns: [page(.name), page(.value)],
            rows: labels.sorted { $0.key < $1.key }.map { ["<code>\($0.key)</code>", "\($0.value)"] },
            empty: "–"
        )
        return page.show(
            Page(
                title: page(.inspect),
                section: .containers,
                crumbs: page.containerCrumbs(name ?? String(page.parameter("container").prefix(12))),
                content: ContainerTabs.html(.inspect, page) + Card.html(page(.labels), table.html)
                    + Card.html(page(.inspect), "<pre class=\"block\">\(text)</pre>")
            )
        )
    }
}

/// The pages about one container.
enum ContainerTabs {
    enum Tab: CaseIterable { case overview, logs, statistics, terminal, inspect }

    static func html(_ current: Tab, _ page: PageRequest) -> HTML {
        let tabs: [HTML] = Tab.allCases.map { tab in
            let (text, path): (Text, Path) =
                switch tab {
                case .overview: (.overview, page.containerAddress)
                case .logs: (.logs, page.containerAddress / "logs")
                case .statistics: (.statistics, page.containerAddress / "statistics")
                case .terminal: (.terminal, page.containerAddress / "terminal")
                case .inspect: (.inspect, page.containerAddress / "inspect")
                }
            let isCurrent: HTML = tab == current ? " active\" aria-current=\"page" : ""
            return "<li class=\"nav-item\"><a class=\"nav-link\(isCurrent)\" href=\"\(path)\">\(page(text))</a></li>"
        }
        return "<ul class=\"nav nav-tabs mb-3\">\(tabs)</ul>"
    }
}

extension Text {
    static let inspect = Text("Inspect", "详细信息")
    static let statistics = Text("Statistics", "监控")
    static let terminal = Text("Terminal", "终端")
}
