//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The forms that make and change a load balancer.
enum LoadBalancerForm {
    static func new(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let clusters: [ClusterObject] = try await page.api.get("/clusters")
        let options = [("", page(.noCluster))] + clusters.map { ($0.name, $0.name) }
        let name = Field.text("name", page(.name), value: page.typed("name"), isNeeded: true)
        let cluster = Field.choice("cluster", page(.bindTo), options: options, chosen: page.typed("cluster"))
        let isDefault = Field.check("default", page(.bindRouting), isOn: page.form.isEmpty || page.form.isOn("default"))
        let head = name + cluster + isDefault
        return form(
            page,
            LoadBalancerObject(name: ""),
            head: head,
            title: page(.createBalancer),
            button: page(.createBalancer),
            path: .console("load-balancers", "new"),
            back: .console("load-balancers"),
            failure: failure
        )
    }

    static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        let name = page.form["name"]
        return try await page.submit(.balancerCreated, at: .console("load-balancers", name)) {
            var request = LoadBalancerRequest(name: name)
            request.nodes = nodes(page).isEmpty ? nil : nodes(page)
            request.onServer = page.form.isOn("server") ? true : nil
            request.connectionLimit = page.form.number("connections")
            request.bandwidthLimit = page.form.number("bandwidth")
            request.check = check(page)
            request.address = page.form.text("address")
            try await page.api.post("/load_balancers", json: request)
            guard let cluster = page.form.text("cluster") else { return }
            var binding = LoadBalancerBinding(cluster: cluster)
            binding.isDefault = page.form.isOn("default")
            do {
                try await page.api.post("/load_balancers/\(name)/bind", json: binding)
            } catch let refusal as APIRefusal {
                // So that the same form can be sent again.
                try await page.api.delete("/load_balancers/\(name)")
                throw refusal
            }
        } refused: {
            try await new(page, failure: $0)
        }
    }

    static func edit(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let balancer: LoadBalancerObject = try await page.api.get("/load_balancers/\(page.parameter("balancer"))")
        let here = Path.console("load-balancers", balancer.name)
        let title = page(.editNamed(balancer.name))
        return form(
            page,
            balancer,
            title: title,
            button: page(.save),
            path: here / "edit",
            back: here,
            failure: failure
        )
    }

    static func change(_ page: PageRequest) async throws -> ConsoleResponse {
        let name = page.parameter("balancer")
        return try await page.submit(.balancerChanged, at: .console("load-balancers", name)) {
            let present: LoadBalancerObject = try await page.api.get("/load_balancers/\(name)")
            var change = LoadBalancerChange()
            let (isOnServer, nodes) = (page.form.isOn("server"), nodes(page))
            if isOnServer { change.onServer = true }
            if !isOnServer, present.onServer || nodes != present.nodes { change.nodes = nodes }
            change.connectionLimit = page.form.number("connections") ?? 0
            change.bandwidthLimit = page.form.number("bandwidth") ?? 0
            change.check = check(page)
            change.address = page.form["address"]
            try await page.api.put("/load_balancers/\(name)", json: change)
        } refused: {
            try await edit(page, failure: $0)
        }
    }

    private static func nodes(_ page: PageRequest) -> [String] {
        page.form["nodes"].split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    private static func check(_ page: PageRequest) -> LoadBalancerCheck {
        var check = LoadBalancerCheck()
        check.path = page.form["check-path"]
        check.intervalSeconds = page.form.number("check-interval")
        check.fall = page.form.number("check-fall")
        check.rise = page.form.number("check-rise")
        return check
    }

    private static func form(
        _ page: PageRequest,
        _ balancer: LoadBalancerObject,
        head: HTML = .empty,
        title: String,
        button: String,
        path: Path,
        back: Path,
        failure: APIRefusal?
    ) -> ConsoleResponse {
        func number(
            _ name: String,
            _ label: Text,
            _ value: Int?,
            _ range: ClosedRange<Int>,
            _ hint: Text? = nil
        ) -> HTML {
            let typed = page.form.isEmpty ? value : page.form.number(name)
            return Field.number(name, page(label), value: typed, range: range, hint: hint.map { page($0) })
        }
        let check = balancer.check
        let isOnServer = page.form.isEmpty ? balancer.onServer : page.form.isOn("server")
        let nodes = page.typed("nodes", balancer.nodes.joined(separator: ", "))
        let checkPath = page.typed("check-path", check.path ?? "")
        let fields: HTML = """
            \(head)<div class="row"><div class="col-12 col-lg-6"><fieldset><legend class="h6">\(page(.runsOn))</legend>
            \(Field.text("nodes", page(.nodes), value: nodes, hint: page(.balancerNodesHint)))
            \(Field.check("server", page(.onServerInstead), isOn: isOnServer))
            \(Field.text("address", page(.sharedAddress), value: page.typed("address", balancer.address ?? ""), hint: page(.sharedAddressHint)))
            \(number("connections", .connectionLimit, balancer.connectionLimit, 0...10_000_000, .noLimitHint))
            \(number("bandwidth", .bandwidthLimit, balancer.bandwidthLimit, 0...1_000_000, .noLimitHint))
            </fieldset></div><div class="col-12 col-lg-6"><fieldset><legend class="h6">\(page(.healthCheck))</legend>
            \(Field.text("check-path", page(.checkPath), value: checkPath, hint: page(.checkPathHint)))
            \(number("check-interval", .checkInterval, check.intervalSeconds, 1...3_600))
            \(number("check-fall", .checkFall, check.fall, 1...100))
            \(number("check-rise", .checkRise, check.rise, 1...100))
            </fieldset></div></div>
            """
        return page.show(
            Page(
                title: title,
                section: .loadBalancers,
                crumbs: [.init(name: page(.loadBalancers), path: .console("load-balancers"))],
                content: Form.html(path, fields, button: button, failure: failure, back: back, page.context)
            ),
            refusal: failure
        )
    }
}

extension Text {
    static let noCluster = Text("(none yet)", "（暂不绑定）")
    static let bindTo = Text("Bind to cluster", "绑定到集群")
    static let bindRouting = Text(
        "Lead its ports to the routing of the cluster, so that applications are reached there",
        "将其端口转发到集群的路由，从而可以访问应用"
    )
    static let balancerCreated = Text("The load balancer is there.", "负载均衡已创建。")
    static let balancerChanged = Text("The load balancer is changed.", "负载均衡已修改。")
    static let balancerNodesHint = Text(
        "Names, separated by commas; empty for all nodes of its cluster.",
        "节点名称，用逗号分隔；留空表示所绑定集群的所有节点。"
    )
    static let onServerInstead = Text("On the server's own host instead", "改为运行在服务器主机上")
    static let sharedAddress = Text("Address of its own", "独立地址")
    static let sharedAddressHint = Text(
        "An IPv4 address of the nodes' network with its prefix, such as 10.0.0.100/24; one of its nodes has it at a time. Empty for none.",
        "节点所在网络中的 IPv4 地址及前缀，例如 10.0.0.100/24；同一时刻由其中一个节点持有。留空表示不使用。"
    )
    static let connectionLimit = Text("Connections at a time", "并发连接数上限")
    static let bandwidthLimit = Text("Bandwidth (Mbit/s)", "带宽上限（Mbit/s）")
    static let noLimitHint = Text("For each listener on each node; empty for no limit.", "每个节点上每个监听的上限；留空表示不限。")
    static let healthCheck = Text("Health check", "健康检查")
    static let checkPath = Text("Path", "检查路径")
    static let checkPathHint = Text(
        "What HTTP listeners ask containers for; empty for a connection alone.",
        "HTTP 监听请求容器的路径；留空表示仅检查连接。"
    )
    static let checkInterval = Text("Seconds between checks", "检查间隔（秒）")
    static let checkFall = Text("Failures that take a container out", "判定不健康的失败次数")
    static let checkRise = Text("Successes that bring it back", "判定恢复的成功次数")
}
