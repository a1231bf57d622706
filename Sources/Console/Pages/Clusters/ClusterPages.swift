//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The pages about clusters as such: the list, one with what is in it, its settings and its end.
enum ClusterPages {
    static let routes: [PageRoute] =
        [
            .get("/clusters") { page in try await list(page) },
            .get("/clusters/new") { page in ClusterForm.show(page) },
            .post("/clusters/new") { page in try await ClusterForm.create(page) },
            .get("/clusters/{cluster}") { page in try await ClusterDetail.show(page) },
            .get("/clusters/{cluster}/delete") { page in try await ClusterDeletion.ask(page) },
            .post("/clusters/{cluster}/delete") { page in try await ClusterDeletion.delete(page) },
            .get("/clusters/{cluster}/clean-up") { page in ClusterCleanUp.ask(page) },
            .post("/clusters/{cluster}/clean-up") { page in try await ClusterCleanUp.run(page) },
        ] + ClusterSettingPages.routes + ClusterCertificatePages.routes

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let search = page.query["q"]
        let clusters: [ClusterObject] = try await page.api.get(Path("/clusters").with("name", search))
        let empty: HTML = "\(search.isEmpty ? page(.noClusters) : page(.nothingFound))"
        let table = Table(
            columns: [
                page(.name), page(.state), page(.nodes), page(.domain), page(.region), page(.dockerVersion),
                page(.created),
            ],
            rows: clusters.map { cluster in
                [
                    "<a href=\"\(Path.cluster(cluster.name))\">\(cluster.name)</a>",
                    StateBadge(state: cluster.state).html(page.context),
                    "<a href=\"\(Path.cluster(cluster.name, "nodes"))\">\(cluster.size)</a>",
                    "\(cluster.rootDomain)", "\(cluster.regionID)", "\(cluster.dockerVersion)",
                    Moment.html(cluster.created),
                ]
            },
            empty: empty
        )
        let form = SearchForm.html(.console("clusters"), text: search, page.context)
        return page.show(
            Page(
                title: page(.clusters),
                section: .clusters,
                content: form + Live.region("clusters", table.html),
                actions: Button.link(page(.createCluster), .console("clusters", "new"), style: .primary),
                live: .console("events")
            )
        )
    }
}

extension Page {
    /// The way to a page about a cluster.
    static func crumbs(of cluster: String, _ page: PageRequest, _ further: Crumb...) -> [Crumb] {
        [
            Crumb(name: page(.clusters), path: .console("clusters")),
            Crumb(name: cluster, path: .cluster(cluster)),
        ] + further
    }
}

extension Text {
    static let name = Text("Name", "名称")
    static let state = Text("State", "状态")
    static let created = Text("Created", "创建时间")
    static let domain = Text("Domain", "域名")
    static let region = Text("Region", "地域")
    static let dockerVersion = Text("Docker version", "Docker 版本")
    static let nothingFound = Text("Nothing matches what you look for.", "没有符合条件的内容。")
}
