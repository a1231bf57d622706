//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Binding a load balancer to a cluster, and taking it away.
enum BindingPages {
    static let routes: [PageRoute] = [
        .get("/load-balancers/{balancer}/bind") { page in try await form(page) },
        .post("/load-balancers/{balancer}/bind") { page in
            let name = page.parameter("balancer")
            return try await page.submit(.balancerBound, at: .console("load-balancers", name)) {
                var binding = LoadBalancerBinding(cluster: page.form["cluster"])
                binding.isDefault = page.form.isOn("default")
                try await page.api.post("/load_balancers/\(name)/bind", json: binding)
            } refused: {
                try await form(page, failure: $0)
            }
        },
        .get("/load-balancers/{balancer}/unbind") { page in try await askUnbinding(page) },
        .post("/load-balancers/{balancer}/unbind") { page in
            let name = page.parameter("balancer")
            return try await page.submit(.balancerUnbound, at: .console("load-balancers", name)) {
                let binding = LoadBalancerBinding(cluster: page.form["cluster"])
                try await page.api.post("/load_balancers/\(name)/unbind", json: binding)
            } refused: {
                try await askUnbinding(page, failure: $0)
            }
        },
    ]

    private static func form(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let name = page.parameter("balancer")
        let clusters: [ClusterObject] = try await page.api.get("/clusters")
        let fields =
            Field.choice(
                "cluster",
                page(.cluster),
                options: clusters.map { ($0.name, $0.name) },
                chosen: page.typed("cluster", page.context.cluster ?? "")
            ) + Field.check("default", page(.bindRouting), isOn: page.form.isEmpty || page.form.isOn("default"))
        let here = Path.console("load-balancers", name)
        return page.show(
            Page(
                title: page(.bindNamed(name)),
                section: .loadBalancers,
                crumbs: LoadBalancerPages.crumbs(page),
                content: Form.html(
                    here / "bind",
                    fields,
                    button: page(.bind),
                    failure: failure,
                    back: here,
                    page.context
                )
            ),
            refusal: failure
        )
    }

    private static func askUnbinding(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let balancer: LoadBalancerObject = try await page.api.get("/load_balancers/\(page.parameter("balancer"))")
        let services = Set(balancer.listeners.flatMap(\.services)).sorted()
        let here = Path.console("load-balancers", balancer.name)
        let confirmation = Confirmation(
            title: page(.unbindFrom(balancer.name, balancer.cluster)),
            losses: [page(.unbindLoss)] + (services.isEmpty ? [] : [page(.balancerServices(services))]),
            button: page(.unbind),
            action: here / "unbind",
            back: here,
            fields: "<input type=\"hidden\" name=\"cluster\" value=\"\(balancer.cluster)\">"
        )
        return page.ask(
            confirmation,
            section: .loadBalancers,
            crumbs: LoadBalancerPages.crumbs(page),
            refusal: failure
        )
    }
}

extension Text {
    static func bindNamed(_ name: String) -> Text { Text("Bind \(name) to a cluster", "将 \(name) 绑定到集群") }
    static func unbindFrom(_ name: String, _ cluster: String) -> Text {
        Text("Unbind \(name) from \(cluster)?", "将 \(name) 从 \(cluster) 解绑？")
    }
    static let unbindLoss = Text(
        "Its ports answer no more on the cluster's nodes; the load balancer, its listeners and certificates stay.",
        "集群节点上的监听端口将停止服务；负载均衡及其监听和证书保留。"
    )
    static let balancerBound = Text("The load balancer is bound.", "负载均衡已绑定。")
    static let balancerUnbound = Text("The load balancer is unbound.", "负载均衡已解绑。")
}
