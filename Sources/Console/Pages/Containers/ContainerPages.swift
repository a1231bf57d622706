//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The containers of a cluster, on all its nodes.
enum ContainerPages {
    private static let states = [
        "running", "exited", "created", "restarting", "paused", "dead", "healthy", "unhealthy",
    ]
    private static let size = 50

    static let routes: [PageRoute] = [
        [.get("/clusters/{cluster}/containers") { page in try await list(page) }],
        ContainerDetail.routes, ContainerActions.routes, StatisticsPages.routes, TerminalPages.routes,
    ].flatMap(\.self)

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let query = page.query
        let filters = ["q", "node", "project", "service", "state"]
        let asked = filters.reduce(Path("/clusters/\(page.cluster)/container_page")) { $0.with($1, query.text($1)) }
        let number = max(1, query.number("page") ?? 1)
        let found: ContainerPage = try await page.api.get(
            asked.with("page", String(number)).with("size", String(size))
        )
        let nodes: [Host] = try await page.api.get("/clusters/\(page.cluster)/hosts")
        let path = Path.cluster(page.cluster, "containers")
        let address = filters.reduce(path) { $0.with($1, query.text($1)) }
        let pager = Pager(found)
        let isSearch = filters.contains { query.text($0) != nil }
        let content: [HTML] = [
            "<p class=\"text-body-secondary small\">\(page(.containersRun(found.running, found.total)))</p>",
            ContainerTable.html(found.containers, page, showsApplication: true, isSearch: isSearch),
            pager.html(address, page.context),
        ]
        return page.show(
            Page(
                title: page(.containers),
                section: .containers,
                content: SearchForm.html(path, text: query["q"], filters: fields(nodes, page), page.context)
                    + Live.region("containers", HTML(content)),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }

    private static func fields(_ nodes: [Host], _ page: PageRequest) -> HTML {
        let service = page.query["service"]
        let hidden: HTML = service.isEmpty ? .empty : "<input type=\"hidden\" name=\"service\" value=\"\(service)\">"
        return SearchForm.filter(
            "node",
            page(.node),
            options: [("", page(.all))] + nodes.map { ($0.name, $0.name) },
            chosen: page.query["node"]
        ) + SearchForm.text("project", page(.application), value: page.query["project"])
            + SearchForm.filter(
                "state",
                page(.state),
                options: [("", page(.all))] + states.map { ($0, StateBadge(state: $0).text(page.context)) },
                chosen: page.query["state"]
            ) + hidden
    }
}

/// Containers, a row each.
enum ContainerTable {
    static func html(
        _ containers: [ContainerObject],
        _ page: PageRequest,
        showsApplication: Bool,
        isSearch: Bool = false
    ) -> HTML {
        var columns = [page(.container), page(.state), page(.node), page(.ipAddress), page(.image)]
        if showsApplication { columns.insert(page(.application), at: 1) } else { columns.append(page(.created)) }
        return Table(
            columns: columns,
            rows: containers.map { row($0, page, showsApplication: showsApplication) },
            empty: isSearch ? "\(page(.nothingFound))" : "\(page(.noContainers))"
        ).html
    }

    private static func row(_ container: ContainerObject, _ page: PageRequest, showsApplication: Bool) -> [HTML] {
        let why: HTML? =
            container.statusExt.isEmpty || container.health == "healthy"
            ? nil : "<div class=\"small text-body-secondary\">\(page.context.said(container.statusExt))</div>"
        var cells: [HTML] = [
            "<a href=\"\(Path.cluster(page.cluster, "containers", container.id))\">\(container.plainName)</a>",
            state(container, page) + (why ?? .empty),
            """
            <a class="text-nowrap" href="\(Path.cluster(page.cluster, "nodes", container.nodeName))">\
            \(container.nodeName)</a>
            """,
            "<span class=\"numbers text-nowrap\">\(container.ip)</span>", "\(container.image)",
        ]
        if showsApplication {
            let path = Path.cluster(page.cluster, "applications", container.project)
            let link: HTML = container.project.isEmpty ? "–" : "<a href=\"\(path)\">\(container.project)</a>"
            cells.insert(link, at: 1)
        } else {
            cells.append(Moment.html(container.created))
        }
        return cells
    }

    /// Whether it runs, and how it is.
    static func state(_ container: ContainerObject, _ page: PageRequest) -> HTML {
        let state = StateBadge(state: container.status).html(page.context)
        guard container.running, container.health != "none", !container.health.isEmpty else { return state }
        return StateBadge(state: container.health).html(page.context)
    }
}

extension Pager where Element == ContainerObject {
    /// A page that the API made.
    init(_ page: ContainerPage) {
        elements = page.containers[...]
        total = page.total
        pages = max(1, (page.total + page.size - 1) / page.size)
        number = page.page
    }
}

extension ContainerObject {
    /// The name without the engine's slash.
    var plainName: String { name.withoutSlash }
}

extension PageRequest {
    /// The container in the API.
    var containerPath: Path { "/clusters/\(cluster)/containers/\(parameter("container"))" }

    /// The container in the Docker API.
    var dockerPath: Path { "/clusters/\(cluster)/docker/containers/\(parameter("container"))" }

    /// The container's page.
    var containerAddress: Path { .cluster(cluster, "containers", parameter("container")) }

    /// The pages above one about a container, by its name; where that isn't known, by what the address calls it.
    func containerCrumbs(_ name: String) -> [Page.Crumb] {
        [
            Page.Crumb(name: self(.containers), path: .cluster(cluster, "containers")),
            Page.Crumb(name: name, path: containerAddress),
        ]
    }
}

extension String {
    /// A container's name as people write it, without the slash that engines put before it.
    var withoutSlash: String { String(drop { $0 == "/" }) }
}

extension Text {
    static let ipAddress = Text("IP address", "IP 地址")
    static let noContainers = Text(
        "No container yet: create an application, and its containers appear here.",
        "还没有容器：创建应用后，其容器会显示在这里。"
    )
    static func containersRun(_ running: Int, _ total: Int) -> Text {
        Text("\(running) of \(total) run.", "共 \(total) 个，\(running) 个运行中。")
    }
}
