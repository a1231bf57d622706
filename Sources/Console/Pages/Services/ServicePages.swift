//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The services of a cluster, of all its applications.
enum ServicePages {
    static let routes: [PageRoute] =
        [.get("/clusters/{cluster}/services") { page in try await list(page) }] + ServiceDetail.routes
        + ServiceActions.routes

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let search = page.query["q"]
        let services: [ServiceObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/services").with("q", search).with("containers", "0")
        )
        let pager = Pager(services, query: page.query)
        let address = Path.cluster(page.cluster, "services").with("q", search)
        let content =
            ServiceTable.html(Array(pager.elements), page, showsApplication: true, isSearch: !search.isEmpty)
            + pager.html(address, page.context)
        return page.show(
            Page(
                title: page(.services),
                section: .services,
                content: SearchForm.html(.cluster(page.cluster, "services"), text: search, page.context)
                    + Live.region("services", content),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }
}

/// Services, each with how many of its containers run.
enum ServiceTable {
    static func html(
        _ services: [ServiceObject],
        _ page: PageRequest,
        showsApplication: Bool = false,
        isSearch: Bool = false
    ) -> HTML {
        var columns = [page(.service), page(.state), page(.containers), page(.image), page(.webAddresses)]
        if showsApplication { columns.insert(page(.application), at: 1) }
        return Table(
            columns: columns,
            rows: services.map { row($0, page, showsApplication: showsApplication) },
            empty: isSearch ? "\(page(.nothingFound))" : "\(page(.noServices))"
        ).html
    }

    private static func row(_ service: ServiceObject, _ page: PageRequest, showsApplication: Bool) -> [HTML] {
        let path = Path.cluster(page.cluster, "services", service.id)
        let count: HTML =
            service.extensions.global
            ? "\(service.runningCount), \(page(.everyNode))" : "<span class=\"numbers\">\(service.countText)</span>"
        let waiting: HTML? =
            service.waiting.isEmpty
            ? nil : " <span class=\"small text-warning-emphasis\">\(page(.waitingCount(service.waiting.count)))</span>"
        var cells: [HTML] = [
            "<a href=\"\(path)\">\(showsApplication ? service.id : service.name)</a>",
            StateBadge(state: service.currentState).html(page.context) + (waiting ?? .empty), count,
            "\(service.definition.image)", addresses(service.extensions.routes),
        ]
        if showsApplication {
            let application = Path.cluster(page.cluster, "applications", service.project)
            cells.insert("<a href=\"\(application)\">\(service.project)</a>", at: 1)
        }
        return cells
    }

    /// Links to addresses; what is none that a browser opens is shown as it is.
    static func addresses(_ routes: [String]) -> HTML {
        HTML(
            routes.map { route in
                guard route.hasPrefix("http://") || route.hasPrefix("https://") else { return "<div>\(route)</div>" }
                return "<div><a href=\"\(route)\" rel=\"noreferrer\">\(route)</a></div>"
            }
        )
    }
}

extension PageRequest {
    /// The service in the API.
    var servicePath: Path { "/clusters/\(cluster)/services/\(parameter("service"))" }

    /// The service's page.
    var serviceAddress: Path { .cluster(cluster, "services", parameter("service")) }

    /// The pages above one about a service.
    var serviceCrumbs: [Page.Crumb] {
        [
            Page.Crumb(name: self(.services), path: .cluster(cluster, "services")),
            Page.Crumb(name: parameter("service"), path: serviceAddress),
        ]
    }
}

extension Text {
    static let everyNode = Text("one on every node", "每个节点一个")
    static let noServices = Text(
        "No service runs here yet: services come with applications.",
        "还没有服务：服务随应用一起创建。"
    )
    static func waitingCount(_ count: Int) -> Text {
        Text(count == 1 ? "1 container waits" : "\(count) containers wait", "\(count) 个容器等待中")
    }
}
