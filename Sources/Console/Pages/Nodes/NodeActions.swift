//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Taking a node out of service, giving it back, and taking it away.
enum NodeActions {
    static func askDrain(_ page: PageRequest) async throws -> ConsoleResponse {
        let (node, names) = try await node(page)
        let confirmation = Confirmation(
            title: page(.drainNode(node.name)),
            losses: [page(.drainLoss)] + moves(names, page),
            button: page(.drain),
            action: .cluster(page.cluster, "nodes", node.name, "drain"),
            back: .cluster(page.cluster, "nodes", node.name)
        )
        return page.ask(confirmation, section: .nodes, crumbs: crumbs(page))
    }

    static func drain(_ page: PageRequest) async throws -> ConsoleResponse {
        let node = page.parameter("node")
        return try await page.done(.drainBegun(node), at: .cluster(page.cluster, "nodes", node)) {
            try await page.api.post("/clusters/\(page.cluster)/hosts/\(node)/drain")
        }
    }

    static func activate(_ page: PageRequest) async throws -> ConsoleResponse {
        let node = page.parameter("node")
        return try await page.done(.activated(node), at: .cluster(page.cluster, "nodes", node)) {
            try await page.api.post("/clusters/\(page.cluster)/hosts/\(node)/activate")
        }
    }

    static func askRemoval(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let (node, names) = try await node(page)
        var losses = [page(.removalLoss)]
        if !names.isEmpty { losses.append(page(.removedWith(names))) }
        let confirmation = Confirmation(
            title: page(.removeNodeNamed(node.name)),
            losses: losses,
            button: page(.removeNode),
            action: .cluster(page.cluster, "nodes", node.name, "delete"),
            back: .cluster(page.cluster, "nodes", node.name),
            fields: names.isEmpty ? .empty : Field.check("force", page(.forceRemoval), isOn: page.form.isOn("force"))
        )
        return page.ask(confirmation, section: .nodes, crumbs: crumbs(page), refusal: failure)
    }

    static func remove(_ page: PageRequest) async throws -> ConsoleResponse {
        let node = page.parameter("node")
        let force = page.form.isOn("force") ? "1" : nil
        return try await page.submit(.nodeRemoved(node), at: .cluster(page.cluster, "nodes")) {
            try await page.api.delete(Path("/clusters/\(page.cluster)/hosts/\(node)").with("force", force))
        } refused: {
            try await askRemoval(page, failure: $0)
        }
    }

    /// The node, and the names of the containers of applications that run there.
    private static func node(_ page: PageRequest) async throws -> (Host, [String]) {
        let node: Host = try await page.api.get("/clusters/\(page.cluster)/hosts/\(page.parameter("node"))")
        let projects: [Project] = try await page.api.get("/clusters/\(page.cluster)/projects")
        let system = Set(projects.filter(\.isSystem).map(\.name))
        let containers = try await NodeDetail.containers(of: node, page)
        let own = containers.filter { !$0.project.isEmpty && !system.contains($0.project) }
        return (node, own.map(\.plainName))
    }

    private static func moves(_ names: [String], _ page: PageRequest) -> [String] {
        names.isEmpty ? [] : [page(.movesAway(names))]
    }

    private static func crumbs(_ page: PageRequest) -> [Page.Crumb] {
        let node = page.parameter("node")
        return Page.crumbs(
            of: page.cluster,
            page,
            .init(name: page(.nodes), path: .cluster(page.cluster, "nodes")),
            .init(name: node, path: .cluster(page.cluster, "nodes", node))
        )
    }
}

extension Text {
    static func drainNode(_ name: String) -> Text { Text("Drain node \(name)?", "排空节点 \(name)？") }
    static func removeNodeNamed(_ name: String) -> Text { Text("Remove node \(name)?", "移除节点 \(name)？") }
    static let drainLoss = Text(
        "Its containers move to other nodes, each served by a successor meanwhile; data that is only on this node doesn't move along.",
        "容器将迁移到其他节点，迁移期间由新容器提供服务；仅存于该节点的数据不会随之迁移。"
    )
    static func movesAway(_ names: [String]) -> Text {
        Text("These move: \(list(names, and: "more")).", "将迁移以下容器：\(list(names, and: "个"))。")
    }
    static func drainBegun(_ name: String) -> Text { Text("\(name) is being drained.", "正在排空 \(name)。") }
    static func activated(_ name: String) -> Text {
        Text("\(name) takes containers again.", "\(name) 已激活，可以运行容器。")
    }
    static let removalLoss = Text(
        "Containers of Gantry's are removed there, and the machine leaves the cluster's network; the machine itself and its Docker Engine stay.",
        "将移除该节点上由 Gantry 管理的容器，机器退出集群网络；机器本身和 Docker 引擎保留。"
    )
    static func removedWith(_ names: [String]) -> Text {
        Text(
            "These run there: \(list(names, and: "more")). Their local data is lost; drain the node first to move them.",
            "该节点上正在运行：\(list(names, and: "个"))。其本地数据将会丢失；如需迁移请先排空节点。"
        )
    }
    static let forceRemoval = Text("Remove it although containers run there", "即使有容器运行也要移除")
    static func nodeRemoved(_ name: String) -> Text { Text("\(name) is removed.", "\(name) 已移除。") }

    /// The first ones of many, and how many more there are.
    static func list(_ names: [String], and more: String, limit: Int = 20) -> String {
        let first = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(first) … +\(names.count - limit) \(more)" : first
    }
}
