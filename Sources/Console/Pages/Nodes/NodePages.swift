//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The pages about a cluster's machines.
enum NodePages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/nodes") { page in try await list(page) },
        .get("/clusters/{cluster}/nodes/join") { page in try await NodeJoin.show(page) },
        .post("/clusters/{cluster}/nodes/join") { page in try await NodeJoin.makeCommand(page) },
        .get("/clusters/{cluster}/nodes/rebalance") { page in try await Rebalancing.show(page) },
        .post("/clusters/{cluster}/nodes/rebalance") { page in try await Rebalancing.run(page) },
        .get("/clusters/{cluster}/nodes/{node}") { page in try await NodeDetail.show(page) },
        .post("/clusters/{cluster}/nodes/{node}") { page in try await NodeDetail.setLabels(page) },
        .get("/clusters/{cluster}/nodes/{node}/drain") { page in try await NodeActions.askDrain(page) },
        .post("/clusters/{cluster}/nodes/{node}/drain") { page in try await NodeActions.drain(page) },
        .post("/clusters/{cluster}/nodes/{node}/activate") { page in try await NodeActions.activate(page) },
        .get("/clusters/{cluster}/nodes/{node}/delete") { page in try await NodeActions.askRemoval(page) },
        .post("/clusters/{cluster}/nodes/{node}/delete") { page in try await NodeActions.remove(page) },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let (text, state) = (page.query["q"], page.query["state"])
        let nodes: [Host] = try await page.api.get("/clusters/\(page.cluster)/hosts")
        let found = nodes.filter { node in
            let words = [node.name, node.ip, node.zoneID] + node.labels.map { "\($0.key)=\($0.value)" }
            return (state.isEmpty || node.status == state) && (text.isEmpty || words.contains { $0.isFound(text) })
        }
        let pager = Pager(found, query: page.query)
        let states = ["", "ready", "drained", "disconnected", "lost", "engineDown"].map { state in
            (state, state.isEmpty ? page(.all) : StateBadge(state: state).text(page.context))
        }
        let here = Path.cluster(page.cluster, "nodes")
        let form = SearchForm.html(
            here,
            text: text,
            filters: SearchForm.filter("state", page(.state), options: states, chosen: state),
            page.context
        )
        let join = Path.cluster(page.cluster, "nodes", "join")
        let add = Button.link(page(.addNode), join, style: .primary)
        let empty: HTML = nodes.isEmpty ? "<p>\(page(.noNodes))</p>\(add)" : "\(page(.nothingFound))"
        return page.show(
            Page(
                title: page(.nodes),
                section: .nodes,
                crumbs: Page.crumbs(of: page.cluster, page),
                content: form
                    + Live.region(
                        "nodes",
                        table(Array(pager.elements), empty: empty, page)
                            + pager.html(here.with("q", text).with("state", state), page.context)
                    ),
                actions: add
                    + Button.link(page(.rebalance), .cluster(page.cluster, "nodes", "rebalance")),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }

    /// The nodes as rows.
    static func table(_ nodes: [Host], empty: HTML, _ page: PageRequest) -> HTML {
        Table(
            columns: [
                page(.name), page(.state), page(.address), page(.zone), page(.containers), page(.resources),
                page(.versions), page(.labels),
            ],
            rows: nodes.map { row(of: $0, page) },
            empty: empty
        ).html
    }

    private static func row(of node: Host, _ page: PageRequest) -> [HTML] {
        [
            "<a href=\"\(Path.cluster(page.cluster, "nodes", node.name))\">\(node.name)</a>",
            StateBadge(state: node.status).html(page.context) + (certificateNotice(node, page) ?? .empty),
            "<span class=\"numbers text-nowrap\">\(node.ip)</span>",
            "<span class=\"text-nowrap\">\(node.zoneID.isEmpty ? "–" : node.zoneID)</span>",
            "<span class=\"numbers\">\(node.containersRunning) / \(node.containers)</span>",
            "<span class=\"text-nowrap\">\(page(.count(node.cpus, "CPU", "CPUs", "核 CPU")))</span><br>\(ByteCount.text(node.memoryBytes))\(disk(of: node, page))",
            "Docker \(node.engineVersion)<br>\(page(.agent)) \(node.agentVersion)",
            LabelList.html(node.labels),
        ]
    }

    private static func disk(of node: Host, _ page: PageRequest) -> HTML {
        guard let free = node.diskFreeBytes else { return .empty }
        let text = "\(page(.diskFree)): \(ByteCount.text(free))"
        return "<br><span class=\"text-nowrap\(node.isDiskShort ? " text-danger-emphasis" : "")\">\(text)</span>"
    }

    /// When a certificate ends soon, the day that it does.
    static func certificateNotice(_ node: Host, _ page: PageRequest) -> HTML? {
        guard let days = Moment.days(until: node.certificateExpires, now: page.context.now), days <= 60 else {
            return nil
        }
        return """
             <span class="badge text-bg-warning">\(page(.certificateEnds(Moment.day(node.certificateExpires))))</span>
            """
    }
}

/// Labels, each by itself; many are folded up.
enum LabelList {
    static func html(_ labels: [String: String]) -> HTML {
        let items: [HTML] = labels.sorted { $0.key < $1.key }.map { label in
            "<span class=\"badge label\">\(label.key)=\(label.value)</span> "
        }
        guard items.count > 4 else { return items.isEmpty ? "–" : HTML(items) }
        return """
            \(HTML(Array(items.prefix(3))))<details class="d-inline"><summary class="d-inline small">+\(items.count - 3)</summary>\
            \(HTML(Array(items.dropFirst(3))))</details>
            """
    }
}

extension Text {
    static let address = Text("Address", "地址")
    static let zone = Text("Zone", "可用区")
    static let resources = Text("Resources", "资源")
    static let versions = Text("Versions", "版本")
    static let labels = Text("Labels", "标签")
    static let agent = Text("agent", "代理")
    static let rebalance = Text("Rebalance", "重新均衡")
    static func certificateEnds(_ day: String) -> Text { Text("certificate ends \(day)", "证书将于 \(day) 到期") }
}
