//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// One node: what it is, and what runs there.
enum NodeDetail {
    static func show(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let path: Path = "/clusters/\(page.cluster)/hosts/\(page.parameter("node"))"
        let node: Host = try await page.api.get(path)
        let containers = try await containers(of: node, page)
        let drain: DrainObject? = node.status == "drained" ? try await page.api.get(path / "drain") : nil
        let labels = Form.html(
            .cluster(page.cluster, "nodes", node.name),
            Field.area(
                "labels",
                page(.labels),
                value: page.typed("labels", VariableLines.text(of: node.labels)),
                rows: max(4, node.labels.count + 1),
                hint: page(.labelsHint)
            ),
            button: page(.save),
            failure: failure,
            page.context
        )
        let live: HTML = """
            \(drain.map { drainProgress($0, page) })
            \(Card.html(page(.facts), facts(of: node, page)))
            \(Card.html(page(.containers), containerTable(containers, page)))
            """
        return page.show(
            Page(
                title: node.name,
                section: .nodes,
                crumbs: Page.crumbs(
                    of: page.cluster,
                    page,
                    .init(name: page(.nodes), path: .cluster(page.cluster, "nodes"))
                ),
                content: Live.region("node", live) + Card.html(page(.labels), labels),
                actions: actions(node, page),
                live: .cluster(page.cluster, "events", "live")
            ),
            refusal: failure
        )
    }

    static func setLabels(_ page: PageRequest) async throws -> ConsoleResponse {
        let node = page.parameter("node")
        return try await page.submit(.labelsChanged, at: .cluster(page.cluster, "nodes", node)) {
            let labels = try VariableLines.values(in: page.form.raw("labels"), page)
            try await page.api.put("/clusters/\(page.cluster)/hosts/\(node)/labels", json: labels)
        } refused: {
            try await show(page, failure: $0)
        }
    }

    /// All containers that are on a node.
    static func containers(of node: Host, _ page: PageRequest) async throws -> [ContainerObject] {
        let all: [ContainerObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/containers").with("all", "1")
        )
        return all.filter { $0.vmID == node.instanceID }.sorted { $0.name < $1.name }
    }

    private static func actions(_ node: Host, _ page: PageRequest) -> HTML {
        let path = Path.cluster(page.cluster, "nodes", node.name)
        let drain =
            node.status == "drained"
            ? Button.post(page(.activate), path / "activate", style: .primary, page.context)
            : Button.link(page(.drain), path / "drain")
        return drain + Button.link(page(.removeNode), path / "delete", style: .danger)
    }

    private static func facts(of node: Host, _ page: PageRequest) -> HTML {
        let resources = Capacity([node]).figures(page).map { ($0.name, $0.number) }
        return Facts.html(
            [
                (page(.state), StateBadge(state: node.status).html(page.context)),
                (page(.address), "\(node.ip)"),
                (page(.zone), "\(node.zoneID.isEmpty ? "–" : node.zoneID)"),
            ] + resources + [
                (
                    page(.containers),
                    "\(page(.containerCounts(node.containersRunning, node.containersPaused, node.containersStopped)))"
                ),
                (page(.dockerVersion), "\(node.engineVersion)"),
                (page(.agentVersion), "\(node.agentVersion)"),
                (
                    page(.nodeCertificate),
                    Moment.html(node.certificateExpires) + (NodePages.certificateNotice(node, page) ?? .empty)
                ),
                (page(.identifier), "<code>\(node.instanceID)</code>"),
                (page(.joined), Moment.html(node.created)),
            ]
        )
    }

    private static func drainProgress(_ drain: DrainObject, _ page: PageRequest) -> HTML {
        guard !drain.isDrained else { return Alert.info("\(page(.drainedNow))") }
        let items: [HTML] = drain.remaining.map { container in
            "<li>\(container.name): \(page.context.said(container.reason))</li>"
        }
        return Alert.warning("\(page(.stillThere))<ul class=\"mb-0\">\(items)</ul>")
    }

    private static func containerTable(_ containers: [ContainerObject], _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.name), page(.state), page(.application), page(.image), page(.address)],
            rows: containers.prefix(500).map { container in
                let name = container.plainName
                let state = container.health == "unhealthy" ? container.health : container.status
                let project: HTML =
                    container.project.isEmpty
                    ? "–"
                    : "<a href=\"\(Path.cluster(page.cluster, "applications", container.project))\">\(container.project)</a>"
                return [
                    "<a href=\"\(Path.cluster(page.cluster, "containers", container.id))\">\(name)</a>",
                    StateBadge(state: state).html(page.context), project, "\(container.image)", "\(container.ip)",
                ]
            },
            empty: "\(page(.noContainersHere))"
        ).html
    }
}

extension Text {
    static let image = Text("Image", "镜像")
    static let drain = Text("Drain", "排空")
    static let activate = Text("Activate", "激活")
    static let removeNode = Text("Remove", "移除")
    static let agentVersion = Text("Agent version", "代理版本")
    static let nodeCertificate = Text("Certificate ends", "证书到期时间")
    static let joined = Text("Joined", "加入时间")
    static let noContainersHere = Text("Nothing runs here.", "该节点上没有容器。")
    static let labelsHint = Text(
        "A line each: name=value. Templates place containers by them, such as constraint:disk==ssd. aliyun.zone is the node's zone. Labels that the engine has by itself stay.",
        "每行一个：名称=值。模板可据此选择节点，例如 constraint:disk==ssd。aliyun.zone 是节点的可用区。Docker 引擎自带的标签会保留。"
    )
    static let labelsChanged = Text("The labels are changed.", "标签已修改。")
    static let drainedNow = Text(
        "This node is out of service: it has no container of an application and gets none until it is activated.",
        "该节点已停止服务：没有应用容器，激活前也不会调度新容器。"
    )
    static let stillThere = Text(
        "This node is being drained. Still there, and why:",
        "正在排空该节点。仍在运行的容器及原因："
    )
    static func containerCounts(_ running: Int, _ paused: Int, _ stopped: Int) -> Text {
        Text("\(running) running, \(paused) paused, \(stopped) stopped", "运行 \(running)，暂停 \(paused)，停止 \(stopped)")
    }
}
