//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The pages about load balancers.
enum LoadBalancerPages {
    static let routes: [PageRoute] =
        [
            .get("/load-balancers") { page in try await list(page) },
            .get("/load-balancers/new") { page in try await LoadBalancerForm.new(page) },
            .post("/load-balancers/new") { page in try await LoadBalancerForm.create(page) },
            .get("/load-balancers/{balancer}") { page in try await LoadBalancerDetail.show(page) },
            .get("/load-balancers/{balancer}/edit") { page in try await LoadBalancerForm.edit(page) },
            .post("/load-balancers/{balancer}/edit") { page in try await LoadBalancerForm.change(page) },
            .get("/load-balancers/{balancer}/delete") { page in try await askDeletion(page) },
            .post("/load-balancers/{balancer}/delete") { page in try await delete(page) },
        ] + BindingPages.routes + ListenerPages.routes + BalancerCertificatePages.routes

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let text = page.query["q"]
        let all: [LoadBalancerObject] = try await page.api.get(Path("/load_balancers").with("q", text))
        let path = Path.console("load-balancers")
        let pager = Pager(all, query: page.query)
        let create = Button.link(page(.createBalancer), path / "new", style: .primary)
        let table = Table(
            columns: [page(.name), page(.cluster), page(.listeners), page(.runsOn), page(.state)],
            rows: pager.elements.map { balancer in
                let cluster: HTML =
                    balancer.cluster.isEmpty
                    ? "–" : "<a href=\"\(Path.cluster(balancer.cluster))\">\(balancer.cluster)</a>"
                return [
                    "<a href=\"\(path / balancer.name)\">\(balancer.name)</a>", cluster, ports(of: balancer),
                    "\(place(of: balancer, page))", state(of: balancer, page),
                ]
            },
            empty: text.isEmpty ? "<p>\(page(.noBalancers))</p>\(create)" : "\(page(.nothingFound))"
        )
        return page.show(
            Page(
                title: page(.loadBalancers),
                section: .loadBalancers,
                content: SearchForm.html(path, text: text, page.context)
                    + Live.region("balancers", table.html + pager.html(path.with("q", text), page.context)),
                actions: create,
                live: .console("events")
            )
        )
    }

    /// Where it runs.
    static func place(of balancer: LoadBalancerObject, _ page: PageRequest) -> String {
        if balancer.onServer { return page(.onServer) }
        return balancer.nodes.isEmpty ? page(.onAllNodes) : balancer.nodes.joined(separator: ", ")
    }

    private static func ports(of balancer: LoadBalancerObject) -> HTML {
        let badges: [HTML] = balancer.listeners.map {
            "<span class=\"badge label\">\($0.scheme) \($0.port)</span> "
        }
        return badges.isEmpty ? "–" : HTML(badges)
    }

    private static func state(of balancer: LoadBalancerObject, _ page: PageRequest) -> HTML {
        var badges: [HTML] = []
        if !balancer.problems.isEmpty {
            badges.append(
                "<span class=\"badge text-bg-danger\">\(page(.problemCount(balancer.problems.count)))</span> "
            )
        }
        for certificate in balancer.certificates where certificate.daysLeft <= 30 {
            badges.append(BalancerCertificatePages.expiry(certificate, page))
        }
        return badges.isEmpty ? "<span class=\"badge text-bg-success\">\(page(.inOrder))</span>" : HTML(badges)
    }

    /// The way to a page about a load balancer.
    static func crumbs(_ page: PageRequest) -> [Page.Crumb] {
        let name = page.parameter("balancer")
        return [
            .init(name: page(.loadBalancers), path: .console("load-balancers")),
            .init(name: name, path: .console("load-balancers", name)),
        ]
    }

    private static func askDeletion(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let name = page.parameter("balancer")
        let balancer: LoadBalancerObject = try await page.api.get("/load_balancers/\(name)")
        var losses = [page(.balancerLoss)]
        let services = Set(balancer.listeners.flatMap(\.services)).sorted()
        if !services.isEmpty { losses.append(page(.balancerServices(services))) }
        if !balancer.certificates.isEmpty {
            losses.append(page(.balancerCertificates(balancer.certificates.map(\.name))))
        }
        let confirmation = Confirmation(
            title: page(.deleteBalancer(name)),
            losses: losses,
            button: page(.delete),
            action: .console("load-balancers", name, "delete"),
            back: .console("load-balancers", name)
        )
        return page.ask(confirmation, section: .loadBalancers, crumbs: crumbs(page), refusal: failure)
    }

    private static func delete(_ page: PageRequest) async throws -> ConsoleResponse {
        try await page.submit(.balancerDeleted, at: .console("load-balancers")) {
            try await page.api.delete("/load_balancers/\(page.parameter("balancer"))")
        } refused: {
            try await askDeletion(page, failure: $0)
        }
    }
}

extension Text {
    static let createBalancer = Text("Create load balancer", "创建负载均衡")
    static let listeners = Text("Listeners", "监听")
    static let runsOn = Text("Runs on", "运行位置")
    static let onServer = Text("the server's host", "服务器主机")
    static let onAllNodes = Text("all nodes of its cluster", "所绑定集群的所有节点")
    static let inOrder = Text("in order", "正常")
    static func problemCount(_ count: Int) -> Text { .count(count, "problem", "problems", "个问题") }
    static let noBalancers = Text(
        "There is none yet. A load balancer gives services ports of the nodes, such as 80 and 443, beside the routing at port 9080.",
        "还没有负载均衡。除 9080 端口的路由外，负载均衡还可以让服务使用节点的端口，例如 80 和 443。"
    )
    static func deleteBalancer(_ name: String) -> Text { Text("Delete load balancer \(name)?", "删除负载均衡 \(name)？") }
    static let balancerLoss = Text("Its ports answer no more.", "其监听端口将停止服务。")
    static func balancerServices(_ names: [String]) -> Text {
        Text(
            "These are reached through it: \(list(names, and: "more")).",
            "以下服务通过它对外提供访问：\(list(names, and: "个"))。"
        )
    }
    static func balancerCertificates(_ names: [String]) -> Text {
        Text("Its certificates are lost: \(list(names, and: "more")).", "其证书将丢失：\(list(names, and: "个"))。")
    }
    static let balancerDeleted = Text("The load balancer is deleted.", "负载均衡已删除。")
}
