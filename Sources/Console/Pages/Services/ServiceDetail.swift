//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// A service: its containers, and who serves its addresses.
enum ServiceDetail {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/services/{service}") { page in try await show(page) }
    ]

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let service: ServiceObject = try await page.api.get(page.servicePath.with("containers", "0"))
        let containers: ContainerPage = try await page.api.get(
            Path("/clusters/\(page.cluster)/container_page").with("project", service.project)
                .with("service", service.name).with("size", String(ApplicationDetail.containerLimit))
        )
        let routes: [RouteObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/routes").with("project", service.project)
        )
        let own = routes.filter { $0.service == service.name }
        let content: [HTML] = [
            Live.region("facts", Card.html(page(.overview), facts(service, page)) + waiting(service, page)),
            service.extensions.global ? .empty : Card.html(page(.scale), ServiceActions.scaleForm(service, page)),
            Live.region(
                "containers",
                Card.html(page(.containers), self.containers(containers, service, page))
            ),
            Live.region("routes", Card.html(page(.endpoints), RouteTable.html(own, page))),
            Card.html(page(.definition), definition(service, page)),
        ]
        return page.show(
            Page(
                title: service.id,
                section: .services,
                crumbs: [Page.Crumb(name: page(.services), path: .cluster(page.cluster, "services"))],
                content: HTML(content),
                actions: Live.region("actions", ServiceActions.buttons(service, page)),
                live: .cluster(page.cluster, "events", "live").with("project", service.project)
            )
        )
    }

    private static func facts(_ service: ServiceObject, _ page: PageRequest) -> HTML {
        let application = Path.cluster(page.cluster, "applications", service.project)
        return Facts.html([
            (page(.state), StateBadge(state: service.currentState).html(page.context)),
            (page(.application), "<a href=\"\(application)\">\(service.project)</a>"),
            (page(.version), "\(service.version)"),
            (
                page(.containers),
                service.extensions.global
                    ? "\(service.runningCount), \(page(.everyNode))" : "\(service.countText)"
            ),
            (page(.image), "\(service.definition.image)"),
            (page(.webAddresses), ServiceTable.addresses(service.extensions.routes)),
            (page(.updated), Moment.html(service.updated)),
        ])
    }

    /// Why containers that should be there are not.
    private static func waiting(_ service: ServiceObject, _ page: PageRequest) -> HTML {
        guard !service.waiting.isEmpty else { return .empty }
        let shown = service.waiting.sorted { $0.key < $1.key }.prefix(ApplicationDetail.containerLimit)
        let lines: [HTML] = shown.map { "<li><strong>\($0.key)</strong>: \(page.context.said($0.value))</li>" }
        return Alert.warning("\(page(.waitingCount(service.waiting.count)))<ul class=\"mb-0\">\(lines)</ul>")
    }

    private static func containers(_ found: ContainerPage, _ service: ServiceObject, _ page: PageRequest) -> HTML {
        let path = Path.cluster(page.cluster, "containers").with("project", service.project)
            .with("service", service.name)
        let more =
            found.total > found.containers.count ? Button.link(page(.allContainers(found.total)), path) : HTML.empty
        return ContainerTable.html(found.containers, page, showsApplication: false) + more
    }

    private static func definition(_ service: ServiceObject, _ page: PageRequest) -> HTML {
        let definition = service.definition
        func list(_ lines: [String]) -> HTML { HTML(lines.map { "<div class=\"font-monospace small\">\($0)</div>" }) }
        var facts: [(name: String, value: HTML)] = [(page(.restart), "\(definition.restart)")]
        if definition.memLimit > 0 { facts.append((page(.memoryLimit), "\(ByteCount.text(definition.memLimit))")) }
        if !definition.environment.isEmpty { facts.append((page(.environment), list(definition.environment))) }
        if !definition.volumes.isEmpty { facts.append((page(.volumes), list(definition.volumes))) }
        let labels = definition.labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if !labels.isEmpty { facts.append((page(.labels), list(labels))) }
        return Facts.html(facts)
    }
}

extension Text {
    static let endpoints = Text("Endpoints", "访问端点")
    static let definition = Text("Definition", "服务配置")
}
