//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What runs where, and what needs somebody's attention, over all clusters.
enum OverviewPages {
    static let routes: [PageRoute] = [.get("") { page in try await overview(page) }]

    private static func overview(_ page: PageRequest) async throws -> ConsoleResponse {
        let clusters: [ClusterObject] = try await page.api.get("/clusters")
        var cards: [HTML] = []
        for cluster in clusters { cards.append(try await card(cluster, page)) }
        let content: HTML = cards.isEmpty ? firstSteps(page) : "<div class=\"row g-3\">\(cards)</div>"
        return page.show(
            Page(
                title: page(.overview),
                section: .overview,
                content: Live.region("clusters", content),
                live: .console("events")
            )
        )
    }

    private static func firstSteps(_ page: PageRequest) -> HTML {
        """
        <div class="empty"><p>\(page(.noClusters))</p>
        \(Button.link(page(.createCluster), .console("clusters", "new"), style: .primary))</div>
        """
    }

    private static func card(_ cluster: ClusterObject, _ page: PageRequest) async throws -> HTML {
        let nodes: [Host] = try await page.api.get("/clusters/\(cluster.clusterID)/nodes")
        let projects: [Project] = try await page.api.get(
            Path("/clusters/\(cluster.clusterID)/projects").with("services", "1")
        )
        let own = projects.filter { !$0.isSystem }
        var problems: [HTML] = nodes.filter { !$0.healthy }.map { node in
            """
            <li><a href="\(Path.cluster(cluster.name, "nodes", node.name))">\(node.name)</a> \
            \(StateBadge(state: node.status).html(page.context))</li>
            """
        }
        for project in projects where project.needsAttention {
            problems.append(
                """
                <li><a href="\(Path.cluster(cluster.name, "applications", project.name))">\(project.name)</a> \
                \(StateBadge(state: project.currentState).html(page.context)) \(project.update?.message ?? "")</li>
                """
            )
        }
        let attention: HTML =
            problems.isEmpty
            ? "<p class=\"mb-0 text-body-secondary\">\(page(.allIsWell))</p>" : "<ul class=\"mb-0\">\(problems)</ul>"
        let figures: [HTML] = [
            figure(nodes.filter(\.healthy).count, of: nodes.count, page(.nodes), .cluster(cluster.name, "nodes")),
            figure(own.count, page(.applications), .cluster(cluster.name, "applications")),
            figure(
                nodes.map(\.containersRunning).reduce(0, +),
                of: nodes.map(\.containers).reduce(0, +),
                page(.containers),
                .cluster(cluster.name, "containers")
            ),
        ]
        return """
            <div class="col-12 col-xl-6"><section class="card h-100"><div class="card-header d-flex gap-2">\
            <h2 class="h6 mb-0 me-auto"><a href="\(Path.cluster(cluster.name))">\(cluster.name)</a></h2>\
            \(StateBadge(state: cluster.state).html(page.context))</div>
            <div class="card-body"><div class="row g-2 mb-3">\(figures)</div>
            <h3 class="h6">\(page(.needsAttention))</h3>\(attention)</div></section></div>
            """
    }

    private static func figure(_ number: Int, of all: Int? = nil, _ name: String, _ path: Path) -> HTML {
        let rest: HTML? = all.map { "<span class=\"fs-6 text-body-secondary\"> / \($0)</span>" }
        return """
            <div class="col"><a class="text-reset text-decoration-none" href="\(path)"><div class="figure">\(number)\(rest)</div>\
            <div class="text-body-secondary small">\(name)</div></a></div>
            """
    }
}

extension Project {
    /// Whether somebody should look at it.
    fileprivate var needsAttention: Bool {
        if let update, [.halted, .rolledBack, .awaitingConfirmation].contains(update.phase) { return true }
        return ["failed", "unhealthy", "waiting"].contains(currentState)
    }
}

extension Text {
    static let noClusters = Text(
        "There is no cluster yet. A cluster is a group of machines that run your containers: create one, then let machines join it.",
        "还没有集群。集群是运行容器的一组机器：先创建集群，然后添加节点。"
    )
    static let createCluster = Text("Create cluster", "创建集群")
    static let allIsWell = Text("Nothing: all is well.", "无：一切正常。")
    static let needsAttention = Text("Needs attention", "需要关注")
}
