//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Which address leads to which containers of a cluster, and what goes through.
enum RoutePages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/routes") { page in try await list(page) },
        .get("/clusters/{cluster}/routes/trace") { page in try await RouteTracePage.show(page) },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let text = page.query["q"]
        let statistics: RouteStatisticsObject = try await page.api.get("/clusters/\(page.cluster)/routes/statistics")
        let found = statistics.routes.filter { route in
            text.isEmpty || "\(route.host)\(route.path)".isFound(text)
                || "\(route.project)_\(route.service)".isFound(text)
        }
        let pager = Pager(found, query: page.query)
        let here = Path.cluster(page.cluster, "routes")
        let missing: [HTML] = statistics.missing.sorted { $0.key < $1.key }.map { "<li>\($0.key): \($0.value)</li>" }
        let warning: HTML =
            missing.isEmpty ? .empty : Alert.warning("\(page(.routersMissing))<ul class=\"mb-0\">\(missing)</ul>")
        let table = Table(
            columns: [
                page(.address), page(.service), page(.servers), page(.requestRate), page(.sessions), page(.errors),
            ],
            rows: pager.elements.map { row(of: $0, page) },
            empty: statistics.routes.isEmpty ? "\(page(.noRoutes))" : "\(page(.nothingFound))"
        )
        return page.show(
            Page(
                title: page(.routes),
                section: .routes,
                crumbs: Page.crumbs(of: page.cluster, page),
                content: RouteTracePage.form(page)
                    + SearchForm.html(here, text: text, page.context)
                    + Live.region(
                        "routes",
                        warning + table.html + pager.html(here.with("q", text), page.context)
                            + "<p class=\"form-text\">\(page(.statisticsHint))</p>"
                    ),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }

    private static func row(of route: RouteObject, _ page: PageRequest) -> [HTML] {
        let traffic = route.report?.traffic ?? TrafficObject()
        let errors = traffic.serverErrors + traffic.connectionErrors + traffic.responseErrors
        let detail = errors == 0 ? "0" : page(.errorFigures(traffic))
        let sticky: HTML = route.sticky ? " <span class=\"badge label\">\(page(.sticky))</span>" : .empty
        let service = "\(route.project)_\(route.service)"
        let trace = Path.cluster(page.cluster, "routes", "trace").with("url", "http://\(route.host)\(route.path)")
        return [
            "<strong>\(route.host)</strong>\(route.path)\(sticky)<br><a class=\"small\" href=\"\(trace)\">\(page(.trace))</a>",
            """
            <a href="\(Path.cluster(page.cluster, "services", service))">\(service)</a> \
            <span class="text-body-secondary">:\(route.port)</span>
            """,
            servers(of: route, page),
            "<span class=\"numbers\">\(page(.perSecond(traffic.requestsPerSecond)))<br><span class=\"small text-body-secondary\">\(page(.inAll(traffic.requests)))</span></span>",
            "<span class=\"numbers\">\(traffic.sessions)</span>", "<span class=\"numbers\">\(detail)</span>",
        ]
    }

    /// The containers behind a route: what gets how much, and how it is.
    static func servers(of route: RouteObject, _ page: PageRequest) -> HTML {
        guard !route.servers.isEmpty else {
            return "<span class=\"badge text-bg-danger\">\(page(.noServers))</span>"
        }
        let items: [HTML] = route.servers.sorted { $0.container < $1.container }.map { server in
            var notes = [server.node]
            if let weight = server.weight { notes.append(page(.weightOf(weight))) }
            if let report = server.report {
                notes.append(page(.perSecond(report.traffic.requestsPerSecond)))
                notes.append(page(.sessionsOf(report.traffic.sessions)))
                if !report.downOn.isEmpty { notes.append(page(.downOn(report.downOn))) }
            }
            return """
                <li>\(health(of: server).html(page.context)) \(server.container) \
                <span class="text-body-secondary small">\(notes.joined(separator: " · "))</span></li>
                """
        }
        guard items.count > 5 else { return "<ul class=\"list-unstyled mb-0\">\(items)</ul>" }
        let up = route.servers.filter { health(of: $0).state == "up" }.count
        return """
            <details id="route-\(route.host)\(route.path)"><summary>\(page(.serversUp(up, items.count)))</summary>\
            <ul class="list-unstyled mb-0">\(items)</ul></details>
            """
    }

    private static func health(of server: RouteObject.Server) -> StateBadge {
        StateBadge(state: server.draining ? "draining" : server.report?.health ?? "up")
    }
}

extension Text {
    static let service = Text("Service", "服务")
    static let requestRate = Text("Requests", "请求")
    static let sessions = Text("Sessions", "会话")
    static let errors = Text("Errors", "错误")
    static let trace = Text("Trace", "追踪")
    static let sticky = Text("sticky sessions", "会话保持")
    static let noServers = Text("no container", "没有容器")
    static let noRoutes = Text(
        "There is no route yet. A service gets an address by the label aliyun.routing.port_80 in its template, such as: aliyun.routing.port_80: shop",
        "还没有路由。在模板中为服务添加标签即可，例如：aliyun.routing.port_80: shop"
    )
    static let routersMissing = Text("These nodes' routers didn't answer:", "以下节点的路由未响应：")
    static let statisticsHint = Text(
        "Requests and errors are counted since each router's last reload; rates are of the last second, summed over the nodes.",
        "请求数和错误数自各节点路由上次重载起累计；速率为最近一秒内所有节点之和。"
    )
    static func perSecond(_ count: Int) -> Text { Text("\(count)/s", "\(count)/秒") }
    static func inAll(_ count: Int) -> Text { Text("\(count) in all", "累计 \(count)") }
    static func weightOf(_ weight: Int) -> Text { Text("weight \(weight)", "权重 \(weight)") }
    static func sessionsOf(_ count: Int) -> Text { .count(count, "session", "sessions", "个会话") }
    static func serversUp(_ up: Int, _ all: Int) -> Text { Text("\(up) of \(all) up", "\(all) 个中 \(up) 个可用") }
    static func downOn(_ nodes: [String]) -> Text {
        Text("down on \(nodes.joined(separator: ", "))", "在 \(nodes.joined(separator: ", ")) 上不可用")
    }
    static func errorFigures(_ traffic: TrafficObject) -> Text {
        Text(
            "5xx: \(traffic.serverErrors), connections: \(traffic.connectionErrors), broken off: \(traffic.responseErrors)",
            "5xx：\(traffic.serverErrors)，连接失败：\(traffic.connectionErrors)，响应中断：\(traffic.responseErrors)"
        )
    }
}
