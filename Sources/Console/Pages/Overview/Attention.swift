//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What somebody should look at, of all clusters.
enum Attention {
    /// Most things that are named; the rest is counted.
    private static let limit = 30

    static func card(
        _ overviews: [ClusterOverview],
        _ balancers: [LoadBalancerObject],
        _ page: PageRequest
    ) -> HTML {
        let found = overviews.flatMap { items(of: $0, page) } + balancers.flatMap { items(of: $0, page) }
        guard !found.isEmpty else {
            return Card.html(page(.needsAttention), "<p class=\"mb-0\">✓ \(page(.allIsWell))</p>")
        }
        let shown: [HTML] = found.prefix(limit).map { "<li class=\"list-group-item\">\($0)</li>" }
        let rest: HTML =
            found.count > limit
            ? "<li class=\"list-group-item\">\(page(.andMore(found.count - limit)))</li>" : .empty
        return """
            <section class="card border-warning mb-3"><div class="card-header"><h2 class="h6 mb-0">\(page(.needsAttention)) \
            <span class="badge text-bg-warning">\(found.count)</span></h2></div>
            <ul class="list-group list-group-flush">\(shown)\(rest)</ul></section>
            """
    }

    private static func items(of overview: ClusterOverview, _ page: PageRequest) -> [HTML] {
        let cluster = overview.cluster.name
        var items: [HTML] = []
        for node in overview.nodes {
            let path = Path.cluster(cluster, "nodes", node.name)
            if node.status != "ready" {
                items.append(item(cluster, page(.node), node.name, path, node.status, "", page))
            } else if node.isDiskShort {
                let (free, all) = (ByteCount.text(node.diskFreeBytes ?? 0), ByteCount.text(node.diskBytes ?? 0))
                let cleanUp = Button.link(page(.cleanUp), .cluster(cluster, "clean-up"))
                items.append(
                    place(cluster, page(.node), node.name, path) + " \(page(.diskShort(free, all))) \(cleanUp)"
                )
            } else if let notice = NodePages.certificateNotice(node, page) {
                items.append(place(cluster, page(.node), node.name, path) + notice)
            }
        }
        for project in overview.projects where project.needsAttention {
            let path = Path.cluster(cluster, "applications", project.name)
            let state = project.currentState
            let message = page.context.said(project.update?.message ?? "")
            items.append(item(cluster, page(.application), project.name, path, state, message, page))
        }
        return items
    }

    private static func items(of balancer: LoadBalancerObject, _ page: PageRequest) -> [HTML] {
        let path = Path.console("load-balancers", balancer.name)
        let start = place(balancer.cluster, page(.loadBalancer), balancer.name, path)
        let problems: [HTML] = balancer.problems.map { start + " \(page.context.said($0))" }
        let certificates = balancer.certificates.filter { $0.daysLeft <= 30 }.map {
            start + " \($0.name) " + BalancerCertificatePages.expiry($0, page)
        }
        return problems + certificates
    }

    private static func item(
        _ cluster: String,
        _ kind: String,
        _ name: String,
        _ path: Path,
        _ state: String,
        _ message: String,
        _ page: PageRequest
    ) -> HTML {
        place(cluster, kind, name, path) + " " + StateBadge(state: state).html(page.context) + " \(message)"
    }

    private static func place(_ cluster: String, _ kind: String, _ name: String, _ path: Path) -> HTML {
        let prefix = cluster.isEmpty ? "" : cluster + " · "
        return "<span class=\"text-body-secondary\">\(prefix)\(kind)</span> <a href=\"\(path)\">\(name)</a>"
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
    static let allIsWell = Text("Nothing: all is well.", "无：一切正常。")
    static let needsAttention = Text("Needs attention", "需要关注")
    static let loadBalancer = Text("Load balancer", "负载均衡")
    static func andMore(_ count: Int) -> Text { Text("… and \(count) more", "……还有 \(count) 项") }
}
