//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// How a machine becomes a node: a line to run on it, and the nodes as they come.
enum NodeJoin {
    static func show(
        _ page: PageRequest,
        command: String? = nil,
        failure: APIRefusal? = nil
    ) async throws -> ConsoleResponse {
        let nodes: [Host] = try await page.api.get("/clusters/\(page.cluster)/hosts")
        let lifetimes = [
            ("3600", page(.oneHour)), ("86400", page(.oneDay)), ("604800", page(.oneWeek)),
            ("2592000", page(.thirtyDays)),
        ]
        let fields: HTML = """
            \(Field.choice("expired", page(.commandLifetime), options: lifetimes, chosen: page.typed("expired", "86400")))
            \(Field.text("zone", page(.zone), value: page.typed("zone"), hint: page(.zoneHint)))
            \(Field.check("reusable", page(.commandReusable), isOn: page.form.isOn("reusable")))
            """
        let form = Form.html(
            .cluster(page.cluster, "nodes", "join"),
            fields,
            button: page(command == nil ? .makeJoinCommand : .makeAnotherCommand),
            failure: failure,
            page.context
        )
        let made: HTML? = command.map { command in
            Card.html(
                page(.runAsRoot),
                """
                \(CopyBlock.html("join-command", command, page.context))
                <p class="mb-0">\(page(.joinSuccess))</p>
                """
            )
        }
        let known = Live.region("nodes", NodePages.table(nodes, empty: "\(page(.noNodeYet))", page))
        return page.show(
            Page(
                title: page(.addNodeTo(page.cluster)),
                section: .nodes,
                crumbs: Page.crumbs(
                    of: page.cluster,
                    page,
                    .init(name: page(.nodes), path: .cluster(page.cluster, "nodes"))
                ),
                content: """
                    \(Card.html(page(.machineNeeds), "<p class=\"mb-0\">\(page(.machineNeedsText))</p>"))
                    \(made)\(Card.html(page(.joinCommand), form))\(Card.html(page(.nodes), known))
                    """,
                live: .cluster(page.cluster, "events", "live")
            ),
            refusal: failure
        )
    }

    static func makeCommand(_ page: PageRequest) async throws -> ConsoleResponse {
        let path = Path("/clusters/\(page.cluster)/join-command")
            .with("expired", page.form.text("expired"))
            .with("reusable", page.form.isOn("reusable") ? "1" : nil)
        do {
            let zone = page.form["zone"]
            // It goes into a shell's command line.
            guard zone.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }) else {
                throw APIRefusal(invalid: page(.zoneSyntax))
            }
            let answer: JoinCommand = try await page.api.get(path)
            let command = zone.isEmpty ? answer.command : answer.command + " -s -- --zone \(zone)"
            return try await show(page, command: command)
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await show(page, failure: refusal)
        }
    }
}

extension Text {
    static func addNodeTo(_ cluster: String) -> Text { Text("Add a node to \(cluster)", "为 \(cluster) 添加节点") }
    static let machineNeeds = Text("What the machine needs", "机器要求")
    static let machineNeedsText = Text(
        "Linux with a Docker Engine, and a way to this server. No port is opened towards the server; between the nodes 2377 and 7946/tcp, 7946 and 4789/udp have to be open, and 9080 and 9443/tcp for web traffic.",
        "安装了 Docker 引擎的 Linux，并且可以访问本服务器。无需向服务器开放端口；节点之间需开放 2377、7946/tcp，7946、4789/udp，以及用于 Web 流量的 9080、9443/tcp。"
    )
    static let noNodeYet = Text("No machine has joined yet.", "尚无机器加入。")
    static let joinCommand = Text("Join command", "加入命令")
    static let makeJoinCommand = Text("Make the command", "生成命令")
    static let makeAnotherCommand = Text("Make another command", "再生成一条命令")
    static let commandLifetime = Text("Good for", "有效期")
    static let oneHour = Text("an hour", "1 小时")
    static let oneDay = Text("a day", "1 天")
    static let oneWeek = Text("a week", "7 天")
    static let thirtyDays = Text("30 days", "30 天")
    static let zoneHint = Text(
        "A name for what fails together, such as a rack or a room; containers of a service are spread over zones. May be left empty.",
        "可能同时发生故障的一组机器（如机架、机房）的名称；服务的容器会分布到不同可用区。可留空。"
    )
    static let zoneSyntax = Text(
        "Zone: takes letters, digits, hyphens, dots and underscores; leave out the rest.",
        "可用区：只能包含英文字母、数字、连字符、点和下划线。"
    )
    static let commandReusable = Text("For several machines, not for one alone", "可用于多台机器（默认仅限一台）")
    static let runAsRoot = Text("Run this as root on the machine", "以 root 身份在机器上执行")
    static let joinSuccess = Text(
        "It is done when it prints success; the node then appears below.",
        "输出 success 即表示完成，节点会出现在下方列表中。"
    )
}
