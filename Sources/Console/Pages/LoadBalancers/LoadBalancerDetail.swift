//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// A load balancer with its listeners, certificates and what it is bound to.
enum LoadBalancerDetail {
    static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let balancer: LoadBalancerObject = try await page.api.get("/load_balancers/\(page.parameter("balancer"))")
        let here = Path.console("load-balancers", balancer.name)
        let problems: [HTML] = balancer.problems.map { "<li>\(page.context.said($0))</li>" }
        let warning: HTML =
            problems.isEmpty ? .empty : Alert.warning("\(page(.balancerProblems))<ul class=\"mb-0\">\(problems)</ul>")
        let content: HTML = """
            \(warning)\(Card.html(page(.facts), facts(of: balancer, page)))
            \(Card.html(
                page(.listeners),
                listeners(of: balancer, here, page),
                actions: Button.link(page(.addListener), here / "listeners")
            ))
            \(Card.html(
                page(.certificates),
                BalancerCertificatePages.table(of: balancer, here, page),
                actions: Button.link(page(.uploadCertificate), here / "certificates")
                    + Button.link(page(.issueCertificate), here / "certificates" / "issue")
            ))
            """
        let binding =
            balancer.cluster.isEmpty
            ? Button.link(page(.bind), here / "bind", style: .primary)
            : Button.link(page(.unbind), here / "unbind")
        return page.show(
            Page(
                title: balancer.name,
                section: .loadBalancers,
                crumbs: [.init(name: page(.loadBalancers), path: .console("load-balancers"))],
                content: Live.region("balancer", content),
                actions: binding + Button.link(page(.edit), here / "edit")
                    + Button.link(page(.delete), here / "delete", style: .danger),
                live: .console("events")
            )
        )
    }

    private static func facts(of balancer: LoadBalancerObject, _ page: PageRequest) -> HTML {
        let cluster: HTML =
            balancer.cluster.isEmpty
            ? "\(page(.notBound))" : "<a href=\"\(Path.cluster(balancer.cluster))\">\(balancer.cluster)</a>"
        var facts: [(String, HTML)] = [
            (page(.cluster), cluster),
            (page(.leadsTo), "\(page(balancer.isDefault ? .leadsToRouting : .leadsToServices))"),
            (page(.runsOn), "\(LoadBalancerPages.place(of: balancer, page))"),
            (page(.sharedAddress), "\(balancer.address ?? "–")"),
            (page(.connectionLimit), limit(balancer.connectionLimit, page)),
            (page(.bandwidthLimit), limit(balancer.bandwidthLimit, page)),
        ]
        let check = balancer.check
        let path = check.path.flatMap { $0.isEmpty ? nil : "HTTP \($0)" } ?? page(.connectionOnly)
        let figures = page(.checkFigures(check.intervalSeconds ?? 0, check.fall ?? 0, check.rise ?? 0))
        facts.append((page(.healthCheck), "\(path) · \(figures)"))
        facts.append((page(.created), Moment.html(balancer.created)))
        return Facts.html(facts)
    }

    private static func limit(_ limit: Int?, _ page: PageRequest) -> HTML {
        limit.map { "\($0)" } ?? "\(page(.noLimit))"
    }

    private static func listeners(of balancer: LoadBalancerObject, _ here: Path, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.port), page(.listenerProtocol), page(.services), page(.servers), ""],
            rows: balancer.listeners.map { listener in
                var notes: [HTML] = []
                if listener.automatic {
                    notes.append(" <span class=\"badge text-bg-secondary\">\(page(.automatic))</span>")
                }
                if let port = listener.redirectHTTPS {
                    notes.append("<br><span class=\"small\">\(page(.redirectsTo(port)))</span>")
                }
                if !listener.leftTo.isEmpty {
                    notes.append("<br><span class=\"small\">\(page(.leftTo(listener.leftTo)))</span>")
                }
                let services: HTML =
                    listener.services.isEmpty
                    ? "\(balancer.isDefault ? page(.leadsToRouting) : "–")"
                    : HTML(listener.services.map { service in serviceLink(service, of: balancer) })
                let key = listener.scheme == "udp" ? "\(listener.port)/udp" : String(listener.port)
                let address = here / "listeners" / key
                let actions =
                    listener.automatic
                    ? HTML.empty
                    : (listener.scheme == "http" ? Button.link(page(.edit), address / "edit") + " " : .empty)
                        + Button.link(page(.remove), address / "delete", style: .danger)
                return [
                    "<span class=\"numbers\">\(listener.port)</span>", "\(listener.scheme)" + HTML(notes), services,
                    servers(of: listener, page), actions,
                ]
            },
            empty: "\(page(.noListeners))"
        ).html
    }

    private static func serviceLink(_ service: String, of balancer: LoadBalancerObject) -> HTML {
        "<a href=\"\(Path.cluster(balancer.cluster, "services", service))\">\(service)</a><br>"
    }

    private static func servers(of listener: LoadBalancerObject.Listener, _ page: PageRequest) -> HTML {
        guard !listener.servers.isEmpty else { return "–" }
        let items: [HTML] = listener.servers.map { server in
            let mark: HTML = server.draining ? " " + StateBadge(state: "draining").html(page.context) : .empty
            return
                "<li>\(server.container) <span class=\"text-body-secondary\">\(server.node) \(server.address):\(server.port)</span>\(mark)</li>"
        }
        return """
            <details id="servers-\(listener.port)-\(listener.scheme)">\
            <summary>\(page(.count(items.count, "container", "containers", "个容器")))</summary><ul class="mb-0 small">\(items)</ul></details>
            """
    }
}

extension Text {
    static let balancerProblems = Text("Not everything is as asked for:", "部分配置未能生效：")
    static let addListener = Text("Add listener", "添加监听")
    static let uploadCertificate = Text("Upload certificate", "上传证书")
    static let issueCertificate = Text("Issue certificate", "签发证书")
    static let bind = Text("Bind", "绑定")
    static let unbind = Text("Unbind", "解绑")
    static let notBound = Text("not bound", "未绑定")
    static let leadsTo = Text("Leads to", "转发到")
    static let leadsToRouting = Text("the routing of the cluster", "集群的路由")
    static let leadsToServices = Text("services that ask for it by aliyun.lb labels", "通过 aliyun.lb 标签声明的服务")
    static let noLimit = Text("no limit", "不限")
    static let connectionOnly = Text("a connection", "仅检查连接")
    static func checkFigures(_ seconds: Int, _ fall: Int, _ rise: Int) -> Text {
        Text(
            "every \(seconds) s; out after \(fall) failures, back after \(rise) successes",
            "每 \(seconds) 秒一次；失败 \(fall) 次移除，成功 \(rise) 次恢复"
        )
    }
    static let port = Text("Port", "端口")
    static let listenerProtocol = Text("Protocol", "协议")
    static let servers = Text("Servers", "后端容器")
    static let automatic = Text("automatic", "自动")
    static func redirectsTo(_ port: Int) -> Text {
        Text("sends clients to https, port \(port)", "重定向到 https 端口 \(port)")
    }
    static func leftTo(_ nodes: [String]) -> Text {
        Text(
            "a container itself has the port on \(nodes.joined(separator: ", "))",
            "以下节点的端口已被容器占用：\(nodes.joined(separator: ", "))"
        )
    }
    static let noListeners = Text(
        "It listens nowhere yet: add a listener, or have a service ask for one.",
        "还没有监听：请添加监听，或在服务中通过标签声明。"
    )
}
