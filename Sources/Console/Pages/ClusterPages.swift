//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The clusters.
enum ClusterPages {
    static let routes: [PageRoute] = [.get("/clusters") { page in try await list(page) }]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let search = page.query["q"]
        let clusters: [ClusterObject] = try await page.api.get(Path("/clusters").with("name", search))
        let table = Table(
            columns: [page(.name), page(.state), page(.nodes), page(.created)],
            rows: clusters.map { cluster in
                [
                    "<a href=\"\(Path.cluster(cluster.name))\">\(cluster.name)</a>",
                    StateBadge(state: cluster.state).html(page.context), "\(cluster.size)", "\(cluster.created)",
                ]
            },
            empty: "\(page(.noClusters))"
        )
        return page.show(
            Page(
                title: page(.clusters),
                section: .clusters,
                content: Live.region("clusters", table.html),
                actions: Button.link(page(.createCluster), .console("clusters", "new"), style: .primary),
                live: .console("events")
            )
        )
    }
}

extension Text {
    static let name = Text("Name", "名称")
    static let state = Text("State", "状态")
    static let created = Text("Created", "创建时间")
}
