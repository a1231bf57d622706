//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The first page: how all clusters are, what they have, and what somebody should look at.
enum OverviewPages {
    static let routes: [PageRoute] = [.get("") { page in try await overview(page) }]

    private static func overview(_ page: PageRequest) async throws -> ConsoleResponse {
        let clusters: [ClusterObject] = try await page.api.get("/clusters")
        async let loadBalancers = page.api.allowed("/load_balancers", as: [LoadBalancerObject].self)
        let overviews = try await ClusterOverview.of(clusters, page)
        let balancers = try await loadBalancers ?? []
        let cards = overviews.map { ClusterCard.html($0, page) }
        let content: HTML =
            clusters.isEmpty
            ? firstSteps(page)
            : """
            \(totals(overviews, page))
            \(Attention.card(overviews, balancers, page))
            <div class="row g-3">\(cards)</div>
            """
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

    private static func totals(_ overviews: [ClusterOverview], _ page: PageRequest) -> HTML {
        let nodes = overviews.flatMap(\.nodes)
        let capacity = Capacity(nodes.filter(\.healthy))
        let figures: [(number: HTML, name: String)] =
            [
                (Figure.part("\(nodes.filter(\.healthy).count)", of: "\(nodes.count)"), page(.nodesReady)),
                ("\(overviews.map(\.applications.count).reduce(0, +))", page(.applications)),
                (
                    Figure.part(
                        "\(nodes.map(\.containersRunning).reduce(0, +))",
                        of: "\(nodes.map(\.containers).reduce(0, +))"
                    ), page(.containersRunning)
                ),
            ] + capacity.figures(page)
        let cells: [HTML] = figures.map { figure in
            """
            <div class="col-6 col-md-4 col-xxl-2"><div class="card h-100"><div class="card-body py-3">\
            <div class="figure">\(figure.number)</div><div class="text-body-secondary small">\(figure.name)</div></div></div></div>
            """
        }
        return "<div class=\"row g-3 mb-3\">\(cells)</div>"
    }
}

/// Numbers that are looked at.
enum Figure {
    static func part(_ number: HTML, of all: HTML) -> HTML {
        "\(number) <span class=\"fs-6 text-body-secondary text-nowrap\">/ \(all)</span>"
    }

    static func link(_ number: HTML, _ name: String, _ path: Path) -> HTML {
        """
        <div class="col"><a class="text-reset text-decoration-none d-block" href="\(path)"><div class="figure">\(number)</div>\
        <div class="text-body-secondary small">\(name)</div></a></div>
        """
    }
}

extension Session {
    /// What a call is answered with; nil for a caller who may not make it.
    ///
    /// - Throws: `APIRefusal` for other refusals.
    func allowed<Value: Decodable & Sendable>(_ path: Path, as type: Value.Type) async throws -> Value? {
        do {
            return try await get(path, as: type)
        } catch let refusal as APIRefusal where refusal.status == 403 {
            return nil
        }
    }
}

extension Text {
    static let noClusters = Text(
        "There is no cluster yet. A cluster is a group of machines that run your containers: create one, then let machines join it.",
        "还没有集群。集群是运行容器的一组机器：先创建集群，然后添加节点。"
    )
    static let createCluster = Text("Create cluster", "创建集群")
    static let nodesReady = Text("Nodes ready", "就绪节点")
    static let containersRunning = Text("Containers running", "运行中的容器")
}
