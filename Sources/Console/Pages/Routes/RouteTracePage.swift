//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What becomes of a request to an address, and why.
enum RouteTracePage {
    /// The form that asks for an address.
    static func form(_ page: PageRequest) -> HTML {
        """
        <form method="get" action="\(Path.cluster(page.cluster, "routes", "trace"))" \
        class="d-flex flex-wrap gap-2 mb-3 align-items-end">
        <div class="flex-grow-1"><label class="form-label small mb-1" for="trace-url">\(page(.traceURL))</label>
        <input class="form-control form-control-sm" id="trace-url" name="url" value="\(page.query["url"])" \
        placeholder="http://shop.example.com/cart" required></div>
        <button class="btn btn-sm btn-outline-secondary">\(page(.trace))</button></form>
        """
    }

    static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let path = Path("/clusters/\(page.cluster)/routes/trace").with("url", page.query["url"])
        var content = form(page)
        var refusal: APIRefusal?
        do {
            let trace: RouteTraceObject = try await page.api.get(path)
            content = content + explanation(trace, page)
        } catch let failure as APIRefusal where failure.status == 400 {
            content = Alert.failure(failure.message, page.context) + content
            refusal = failure
        }
        return page.show(
            Page(
                title: page(.traceTitle),
                section: .routes,
                crumbs: Page.crumbs(
                    of: page.cluster,
                    page,
                    .init(name: page(.routes), path: .cluster(page.cluster, "routes"))
                ),
                content: content
            ),
            refusal: refusal
        )
    }

    private static func explanation(_ trace: RouteTraceObject, _ page: PageRequest) -> HTML {
        var parts: [HTML] = [
            Card.html(
                page(.lookedUp),
                Facts.html([
                    (page(.host), "<code>\(trace.host)</code>"), (page(.pathOfAddress), "<code>\(trace.path)</code>"),
                ])
            )
        ]
        if let route = trace.route {
            let service = "\(route.project)_\(route.service)"
            parts.append(
                Card.html(
                    page(.whoAnswers),
                    Facts.html([
                        (page(.route), "<code>\(route.host)\(route.path)</code>"),
                        (
                            page(.service),
                            "<a href=\"\(Path.cluster(page.cluster, "services", service))\">\(service)</a> :\(route.port)"
                        ), (page(.servers), RoutePages.servers(of: route, page)),
                    ])
                )
            )
        }
        if !trace.reason.isEmpty { parts.append(Alert.warning("\(page.context.said(trace.reason))")) }
        if !trace.leftOut.isEmpty {
            let table = Table(
                columns: [page(.container), page(.node), page(.reason)],
                rows: trace.leftOut.map { ["\($0.container)", "\($0.node)", "\(page.context.said($0.reason))"] },
                empty: .empty
            )
            parts.append(Card.html(page(.leftOut), table.html))
        }
        if !trace.shorter.isEmpty { parts.append(Card.html(page(.shorterRoutes), list(trace.shorter))) }
        if !trace.others.isEmpty { parts.append(Card.html(page(.otherRoutes), list(trace.others))) }
        if !trace.behind.isEmpty {
            let items: [HTML] = trace.behind.sorted { $0.key < $1.key }.map {
                "<li>\($0.key): \(page.context.said($0.value))</li>"
            }
            parts.append(Alert.warning("\(page(.routersBehind))<ul class=\"mb-0\">\(items)</ul>"))
        } else if !trace.upToDate.isEmpty {
            parts.append(Alert.info("\(page(.routersUpToDate(trace.upToDate.count)))"))
        }
        return HTML(parts)
    }

    private static func list(_ routes: [RouteObject]) -> HTML {
        let items: [HTML] = routes.map {
            "<li><code>\($0.host)\($0.path)</code> → \($0.project)_\($0.service) :\($0.port)</li>"
        }
        return "<ul class=\"mb-0\">\(items)</ul>"
    }
}

extension Text {
    static let traceURL = Text("Who answers this address, and why?", "该地址由谁响应？为什么？")
    static let traceTitle = Text("Trace an address", "追踪地址")
    static let lookedUp = Text("What is looked up", "查询内容")
    static let host = Text("Host", "域名")
    static let pathOfAddress = Text("Path", "路径")
    static let whoAnswers = Text("Who answers", "响应者")
    static let route = Text("Route", "路由")
    static let node = Text("Node", "节点")
    static let leftOut = Text("Containers that get no requests", "不接收请求的容器")
    static let shorterRoutes = Text("Routes that would take it if there were no longer one", "若没有更长的匹配，将由以下路由处理")
    static let otherRoutes = Text("Other routes of this host", "该域名的其他路由")
    static let routersBehind = Text("These nodes' routers don't have the present routes yet:", "以下节点的路由尚未更新：")
    static func routersUpToDate(_ count: Int) -> Text {
        Text("The routers of all \(count) nodes have the present routes.", "全部 \(count) 个节点的路由均为最新。")
    }
}
