//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// A cluster with what the overview says of it.
struct ClusterOverview: Sendable {
    let cluster: ClusterObject
    let nodes: [Host]
    /// With those that come along with clusters.
    let projects: [Project]

    /// The users' own.
    var applications: [Project] { projects.filter { !$0.isSystem } }

    /// All clusters, asked for beside each other.
    static func of(_ clusters: [ClusterObject], _ page: PageRequest) async throws -> [ClusterOverview] {
        try await withThrowingTaskGroup(of: (Int, ClusterOverview).self) { group in
            for (index, cluster) in clusters.enumerated() {
                group.addTask {
                    let address: Path = "/clusters/\(cluster.clusterID)"
                    async let nodes = page.api.allowed(address / "hosts", as: [Host].self)
                    async let projects = page.api.allowed(address / "projects", as: [Project].self)
                    let overview = ClusterOverview(
                        cluster: cluster,
                        nodes: try await nodes ?? [],
                        projects: try await projects ?? []
                    )
                    return (index, overview)
                }
            }
            var overviews: [(Int, ClusterOverview)] = []
            for try await overview in group { overviews.append(overview) }
            return overviews.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// A cluster's card of the overview.
enum ClusterCard {
    static func html(_ overview: ClusterOverview, _ page: PageRequest) -> HTML {
        let (name, nodes) = (overview.cluster.name, overview.nodes)
        let running = nodes.map(\.containersRunning).reduce(0, +)
        let ready = nodes.filter(\.healthy).count
        let figures: [HTML] = [
            Figure.link(Figure.part("\(ready)", of: "\(nodes.count)"), page(.nodes), .cluster(name, "nodes")),
            Figure.link("\(overview.applications.count)", page(.applications), .cluster(name, "applications")),
            Figure.link(
                Figure.part("\(running)", of: "\(nodes.map(\.containers).reduce(0, +))"),
                page(.containers),
                .cluster(name, "containers")
            ),
        ]
        let capacity: HTML =
            nodes.isEmpty
            ? """
            \(page(.noNodes)) <a href="\(Path.cluster(name, "nodes", "join"))">\(page(.addNode))</a>
            """ : Capacity(nodes.filter(\.healthy)).html(page)
        let meter: HTML? =
            nodes.isEmpty
            ? nil
            : """
            <progress class="w-100" value="\(ready)" max="\(nodes.count)" aria-label="\(page(.nodesReady))">\
            \(ready) / \(nodes.count)</progress>
            """
        return """
            <div class="col-12 col-lg-6 col-xxl-4"><section class="card h-100"><div class="card-header d-flex gap-2">\
            <h2 class="h6 mb-0 me-auto text-break"><a href="\(Path.cluster(name))">\(name)</a></h2>\
            \(StateBadge(state: overview.cluster.state).html(page.context))</div>
            <div class="card-body"><div class="row g-2 mb-2">\(figures)</div>\(meter)
            <p class="mb-0 small text-body-secondary">\(capacity)\
            \(overview.cluster.rootDomain.isEmpty ? "" : " · " + overview.cluster.rootDomain)</p></div></section></div>
            """
    }
}
