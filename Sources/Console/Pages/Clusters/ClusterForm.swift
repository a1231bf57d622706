//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The form that makes a cluster.
enum ClusterForm {
    static func show(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let fields: HTML = """
            \(Field.text("name", page(.name), value: page.typed("name"), hint: page(.clusterNameHint), isNeeded: true))
            \(Field.text("domain", page(.domain), value: page.typed("domain"), hint: page(.domainHint)))
            \(Field.text("region", page(.region), value: page.typed("region"), hint: page(.regionHint)))
            \(Field.text("subnet", page(.containerNetwork), value: page.typed("subnet"), hint: page(.containerNetworkHint)))
            \(Strategy.field(page, chosen: page.typed("strategy", "spread")))
            \(Field.check("balancer", page(.clusterBalancer), isOn: page.form.isOn("balancer")))
            """
        let form = Form.html(
            .console("clusters", "new"),
            fields,
            button: page(.createCluster),
            failure: failure,
            back: .console("clusters"),
            page.context
        )
        return page.show(
            Page(
                title: page(.createCluster),
                section: .clusters,
                crumbs: [.init(name: page(.clusters), path: .console("clusters"))],
                content: "<div class=\"form-page\">\(form)</div>"
            ),
            refusal: failure
        )
    }

    static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        var request = ClusterRequest(name: page.form["name"])
        request.rootDomain = page.form.text("domain")
        request.regionID = page.form.text("region")
        request.subnetCIDR = page.form.text("subnet")
        request.strategy = page.form.text("strategy")
        request.needsLoadBalancer = page.form.isOn("balancer")
        return try await page.submit(.clusterCreated, at: .cluster(request.name)) {
            let _: ClusterCreated = try await page.api.post("/clusters", json: request)
        } refused: {
            show(page, failure: $0)
        }
    }
}

/// Which node gets a container.
enum Strategy {
    static func field(_ page: PageRequest, chosen: String) -> HTML {
        Field.choice(
            "strategy",
            page(.strategy),
            options: ["spread", "binpack", "random"].map { ($0, text($0, page)) },
            chosen: chosen,
            hint: page(.strategyHint)
        )
    }

    static func text(_ strategy: String, _ page: PageRequest) -> String {
        switch strategy {
        case "spread": page(.strategySpread)
        case "binpack": page(.strategyBinpack)
        case "random": page(.strategyRandom)
        default: strategy
        }
    }
}

extension Text {
    static let clusterNameHint = Text(
        "1 to 63 letters, digits and hyphens; no hyphen at the beginning.",
        "1～63 个字符，可包含数字、中文、英文字母和连字符（-），不能以连字符开头。"
    )
    static let domainHint = Text(
        "Applications are reached at names under it, such as shop.example.com. Point *.example.com at the nodes or at a load balancer. Empty for one that Gantry makes up.",
        "应用通过该域名下的名称访问，例如 shop.example.com。请将 *.example.com 解析到节点或负载均衡。留空则自动生成。"
    )
    static let regionHint = Text(
        "A name of your choice; clusters of a region share configuration items.",
        "自定义名称；同一地域的集群共享配置项。"
    )
    static let containerNetwork = Text("Container network", "容器网段")
    static let containerNetworkHint = Text(
        "Where containers get their addresses from, such as 172.18.0.0/16; it must not overlap the machines' network. Empty for one that is free.",
        "容器 IP 地址所在的网段，例如 172.18.0.0/16，不能与机器所在网段重叠。留空则自动选择。"
    )
    static let strategy = Text("Placement", "调度策略")
    static let strategyHint = Text(
        "Which of the nodes that can take a container gets it.",
        "在可用节点中选择运行容器的节点的方式。"
    )
    static let strategySpread = Text("spread: the node with the most room", "spread：优先选择最空闲的节点")
    static let strategyBinpack = Text("binpack: the fullest node that has room", "binpack：优先填满一个节点")
    static let strategyRandom = Text("random: any node", "random：随机选择节点")
    static let clusterBalancer = Text(
        "Make a load balancer that leads from port 80 of the nodes to the applications",
        "创建负载均衡，将节点的 80 端口转发到应用"
    )
    static let clusterCreated = Text(
        "The cluster is there. Now let machines join it.",
        "集群已创建。接下来请添加节点。"
    )
}
