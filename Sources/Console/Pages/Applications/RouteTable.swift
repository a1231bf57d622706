//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Which addresses lead to which containers.
enum RouteTable {
    /// Most containers that are named for one address.
    private static let serverLimit = 20

    static func html(_ routes: [RouteObject], _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.address), page(.service), page(.containersOfRoute)],
            rows: routes.map { route in
                let address = route.host + (route.path == "/" ? "" : route.path)
                let sticky: HTML? = route.sticky ? " <span class=\"small\">\(page(.sticky))</span>" : nil
                return [
                    "<span class=\"text-break\">\(address)</span>\(sticky)", service(route, page), servers(route, page),
                ]
            },
            empty: "\(page(.noRoutesHere))"
        ).html
    }

    private static func service(_ route: RouteObject, _ page: PageRequest) -> HTML {
        let id = "\(route.project)_\(route.service)"
        return "<a href=\"\(Path.cluster(page.cluster, "services", id))\">\(route.service)</a>:\(route.port)"
    }

    private static func servers(_ route: RouteObject, _ page: PageRequest) -> HTML {
        let total = route.servers.filter { !$0.draining }.reduce(0) { $0 + ($1.weight ?? 1) }
        let items: [HTML] = route.servers.prefix(serverLimit).map { server in
            let share = server.draining || total == 0 ? 0 : (server.weight ?? 1) * 100 / total
            let state = server.draining ? page(.leaving) : page(.share(share))
            return """
                <li><a href="\(Path.cluster(page.cluster, "containers", server.id))">\(server.container)</a> \
                <span class="text-body-secondary">\(server.node) · \(state)</span></li>
                """
        }
        let rest = route.servers.count - items.count
        let more: HTML? = rest > 0 ? "<li>\(page(.andMore(rest)))</li>" : nil
        return items.isEmpty
            ? "<span class=\"text-danger-emphasis\">\(page(.nobodyServes))</span>"
            : "<ul class=\"list-unstyled mb-0\">\(items)\(more)</ul>"
    }
}

extension Text {
    static let containersOfRoute = Text("Containers and their part of the requests", "容器及其请求权重")
    static let leaving = Text("leaving", "正在摘除")
    static let nobodyServes = Text("no container serves it", "没有容器提供服务")
    static let noRoutesHere = Text(
        "No address leads here. Give a service one with the label aliyun.routing.port_80.",
        "没有路由指向这里。可通过标签 aliyun.routing.port_80 为服务设置访问地址。"
    )
    static func share(_ percent: Int) -> Text { Text("\(percent)% of the requests", "权重 \(percent)%") }
}
