//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import HTTPTypes

/// A cluster with what is in it.
enum ClusterDetail {
    static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let cluster: ClusterObject = try await page.api.get("/clusters/\(page.cluster)")
        let nodes: [Host] = try await page.api.get("/clusters/\(page.cluster)/hosts")
        let balancers = try await balancers(of: cluster, page)
        let events: [EventObject] = try await page.api.values(
            Path("/clusters/\(page.cluster)/events").with("tail", "10")
        )
        let content: HTML = """
            \(nodes.isEmpty ? noNodes(cluster, page) : .empty)\
            <div class="row"><div class="col-12 col-xl-6">\(Card.html(page(.facts), facts(cluster, nodes, page)))</div>
            <div class="col-12 col-xl-6">\(nodeCard(cluster, nodes, page))\(balancerCard(balancers, page))</div></div>
            \(Card.html(
                page(.lastEvents),
                EventTable.html(events.reversed(), page),
                actions: Button.link(page(.allEvents), .cluster(cluster.name, "events"))
            ))
            """
        return page.show(
            Page(
                title: cluster.name,
                section: .clusters,
                crumbs: [.init(name: page(.clusters), path: .console("clusters"))],
                content: Live.region("cluster", content),
                actions: actions(cluster, page),
                live: .cluster(cluster.name, "events", "live")
            )
        )
    }

    private static func actions(_ cluster: ClusterObject, _ page: PageRequest) -> HTML {
        """
        \(Button.link(page(.addNode), .cluster(cluster.name, "nodes", "join"), style: .primary))
        \(Button.link(page(.certificates), .cluster(cluster.name, "certificates")))
        \(Button.link(page(.clusterSettings), .cluster(cluster.name, "settings")))
        \(Button.link(page(.cleanUp), .cluster(cluster.name, "clean-up")))
        \(Button.link(page(.delete), .cluster(cluster.name, "delete"), style: .danger))
        """
    }

    private static func noNodes(_ cluster: ClusterObject, _ page: PageRequest) -> HTML {
        Alert.info(
            """
            \(page(.noNodes)) <a class="alert-link" href="\(Path.cluster(cluster.name, "nodes", "join"))">\(page(.addNode))</a>
            """
        )
    }

    private static func facts(_ cluster: ClusterObject, _ nodes: [Host], _ page: PageRequest) -> HTML {
        Facts.html([
            (page(.state), StateBadge(state: cluster.state).html(page.context)),
            (page(.domain), "\(cluster.rootDomain)"),
            (page(.endpoint), "<code>\(cluster.masterURL)</code>"),
            (page(.region), "\(cluster.regionID)"),
            (page(.containerNetwork), "\(cluster.subnetCIDR)"),
            (page(.strategy), "\(Strategy.text(cluster.strategy, page))"),
            (page(.capacity), nodes.isEmpty ? "–" : Capacity(nodes).html(page)),
            (page(.dockerVersion), "\(cluster.dockerVersion.isEmpty ? "–" : cluster.dockerVersion)"),
            (page(.identifier), "<code>\(cluster.clusterID)</code>"),
            (page(.created), Moment.html(cluster.created)),
        ])
    }

    private static func nodeCard(_ cluster: ClusterObject, _ nodes: [Host], _ page: PageRequest) -> HTML {
        let shown = nodes.sorted { (!$0.healthy ? 0 : 1, $0.name) < (!$1.healthy ? 0 : 1, $1.name) }.prefix(8)
        let table = Table(
            columns: [page(.name), page(.state), page(.containers)],
            rows: shown.map { node in
                [
                    "<a href=\"\(Path.cluster(cluster.name, "nodes", node.name))\">\(node.name)</a>",
                    StateBadge(state: node.status).html(page.context), "\(node.containersRunning) / \(node.containers)",
                ]
            },
            empty: "\(page(.noNodes))"
        )
        return Card.html(
            page(.nodesOf(nodes.count)),
            table.html,
            actions: Button.link(page(.allNodes), .cluster(cluster.name, "nodes"))
        )
    }

    private static func balancers(of cluster: ClusterObject, _ page: PageRequest) async throws -> [LoadBalancerObject] {
        let all: [LoadBalancerObject] = try await page.api.get("/load_balancers")
        return all.filter { $0.cluster == cluster.name }
    }

    private static func balancerCard(_ balancers: [LoadBalancerObject], _ page: PageRequest) -> HTML {
        let items: [HTML] = balancers.map { balancer in
            let ports = balancer.listeners.map { "\($0.scheme) \($0.port)" }.joined(separator: ", ")
            return """
                <li><a href="\(Path.console("load-balancers", balancer.name))">\(balancer.name)</a> \
                <span class="text-body-secondary">\(ports)</span></li>
                """
        }
        let list: HTML =
            items.isEmpty
            ? "<p class=\"mb-0 text-body-secondary\">\(page(.noBalancerBound))</p>" : "<ul class=\"mb-0\">\(items)</ul>"
        return Card.html(
            page(.loadBalancers),
            list,
            actions: Button.link(page(.allBalancers), .console("load-balancers"))
        )
    }
}

extension Session {
    /// All values of a call that is answered with a line of JSON each.
    ///
    /// - Throws: `APIRefusal`.
    func values<Value: Decodable & Sendable>(_ path: Path, as type: Value.Type = Value.self) async throws -> [Value] {
        try await call(.get, path).split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(type, from: Data(line))
        }
    }
}

extension Text {
    static let facts = Text("Facts", "基本信息")
    static let endpoint = Text("Endpoint", "集群接入点")
    static let identifier = Text("ID", "ID")
    static let capacity = Text("Capacity", "容量")
    static let lastEvents = Text("Last events", "最近事件")
    static let allEvents = Text("All events", "全部事件")
    static let allNodes = Text("All nodes", "全部节点")
    static let allBalancers = Text("All load balancers", "全部负载均衡")
    static let addNode = Text("Add node", "添加节点")
    static let clusterSettings = Text("Settings", "集群设置")
    static let certificates = Text("Certificates", "证书")
    static let noNodes = Text(
        "There is no node yet: containers need at least one.",
        "还没有节点：运行容器至少需要一个节点。"
    )
    static let noBalancerBound = Text(
        "None is bound. Applications are reached at port 9080 of each node.",
        "未绑定负载均衡。可通过任一节点的 9080 端口访问应用。"
    )
    static func nodesOf(_ count: Int) -> Text { Text("Nodes: \(count)", "节点：\(count)") }
}
