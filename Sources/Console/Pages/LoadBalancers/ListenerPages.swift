//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The ports of a load balancer.
enum ListenerPages {
    static let routes: [PageRoute] = [
        .get("/load-balancers/{balancer}/listeners") { page in form(page) },
        .post("/load-balancers/{balancer}/listeners") { page in
            try await page.submit(.listenerAdded, at: here(page)) {
                var listener = ListenerObject(port: page.form.number("port") ?? 0, scheme: page.form["scheme"])
                listener.redirectHTTPS = page.form.number("redirect")
                try await page.api.post(address(page), json: listener)
            } refused: {
                form(page, failure: $0)
            }
        },
        .get("/load-balancers/{balancer}/listeners/{port}/edit") { page in try await edit(page) },
        .post("/load-balancers/{balancer}/listeners/{port}/edit") { page in
            try await page.submit(.listenerChanged, at: here(page)) {
                let change = ListenerChange(redirectHTTPS: page.form.number("redirect") ?? 0)
                try await page.api.put(address(page) / page.parameter("port"), json: change)
            } refused: {
                try await edit(page, failure: $0)
            }
        },
        .get("/load-balancers/{balancer}/listeners/{port}/delete") { page in try await askRemoval(page) },
        .post("/load-balancers/{balancer}/listeners/{port}/delete") { page in
            try await page.done(.listenerRemoved, at: here(page)) {
                try await page.api.delete(address(page) / page.parameter("port"))
            }
        },
    ]

    private static func here(_ page: PageRequest) -> Path { .console("load-balancers", page.parameter("balancer")) }

    private static func address(_ page: PageRequest) -> Path {
        "/load_balancers/\(page.parameter("balancer"))/listeners"
    }

    private static func redirect(_ page: PageRequest, _ present: Int?) -> HTML {
        let typed = page.form.isEmpty ? present : page.form.number("redirect")
        return Field.number("redirect", page(.redirectPort), value: typed, range: 1...65_535, hint: page(.redirectHint))
    }

    private static func show(
        _ page: PageRequest,
        _ title: String,
        _ path: Path,
        _ fields: HTML,
        button: Text,
        _ failure: APIRefusal?
    ) -> ConsoleResponse {
        page.show(
            Page(
                title: title,
                section: .loadBalancers,
                crumbs: LoadBalancerPages.crumbs(page),
                content: Form.html(path, fields, button: page(button), failure: failure, back: here(page), page.context)
            ),
            refusal: failure
        )
    }

    private static func form(_ page: PageRequest, failure: APIRefusal? = nil) -> ConsoleResponse {
        let schemes = ["http", "https", "tcp", "udp"].map { ($0, $0) }
        let port = Field.number("port", page(.port), value: page.form.number("port"), range: 1...65_535)
        let scheme = Field.choice(
            "scheme",
            page(.listenerProtocol),
            options: schemes,
            chosen: page.typed("scheme", "http")
        )
        let fields = port + scheme + redirect(page, nil)
        return show(page, page(.addListener), here(page) / "listeners", fields, button: .addListener, failure)
    }

    private static func edit(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let listener = try await listener(page)
        let port = page.parameter("port")
        let path = here(page) / "listeners" / port / "edit"
        return show(
            page,
            page(.editListener(port)),
            path,
            redirect(page, listener?.redirectHTTPS),
            button: .save,
            failure
        )
    }

    private static func listener(_ page: PageRequest) async throws -> LoadBalancerObject.Listener? {
        let balancer: LoadBalancerObject = try await page.api.get("/load_balancers/\(page.parameter("balancer"))")
        let parts = page.parameter("port").split(separator: "/")
        let isUDP = parts.count > 1
        return balancer.listeners.first {
            parts.first == Substring(String($0.port)) && ($0.scheme == "udp") == isUDP
        }
    }

    private static func askRemoval(_ page: PageRequest) async throws -> ConsoleResponse {
        let port = page.parameter("port")
        let services = try await listener(page)?.services ?? []
        let confirmation = Confirmation(
            title: page(.removeListener(port)),
            losses: [page(.listenerLoss(port))] + (services.isEmpty ? [] : [page(.balancerServices(services))]),
            button: page(.remove),
            action: here(page) / "listeners" / port / "delete",
            back: here(page)
        )
        return page.ask(confirmation, section: .loadBalancers, crumbs: LoadBalancerPages.crumbs(page))
    }
}

extension Text {
    static let listenerAdded = Text("The listener is added.", "监听已添加。")
    static let listenerChanged = Text("The listener is changed.", "监听已修改。")
    static let listenerRemoved = Text("The listener is removed.", "监听已移除。")
    static let redirectPort = Text("Send clients to this https port", "重定向到 https 端口")
    static let redirectHint = Text(
        "For http alone; empty to answer at this port itself.",
        "仅用于 http；留空则由该端口直接提供服务。"
    )
    static func editListener(_ port: String) -> Text { Text("Edit listener \(port)", "编辑监听 \(port)") }
    static func removeListener(_ port: String) -> Text { Text("Remove listener \(port)?", "移除监听 \(port)？") }
    static func listenerLoss(_ port: String) -> Text { Text("Port \(port) answers no more.", "端口 \(port) 将停止服务。") }
}
