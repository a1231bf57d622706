//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials

/// Which containers would move where to spread the load better, and doing so.
enum Rebalancing {
    static func show(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let plan: RebalanceObject = try await page.api.get("/clusters/\(page.cluster)/rebalance")
        let table = Table(
            columns: [page(.container), page(.moveFrom), page(.moveTo), page(.reason)],
            rows: plan.moves.map { ["\($0.container)", "\($0.from)", "\($0.to)", "\(page.context.said($0.reason))"] },
            empty: "\(page(.wellSpread))"
        )
        let json = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
        let form: HTML =
            plan.moves.isEmpty
            ? .empty
            : Form.html(
                .cluster(page.cluster, "nodes", "rebalance"),
                "<input type=\"hidden\" name=\"plan\" value=\"\(json)\"><p>\(page(.rebalanceHint))</p>",
                button: page(.rebalance),
                failure: failure,
                back: .cluster(page.cluster, "nodes"),
                page.context
            )
        return page.show(
            Page(
                title: page(.rebalance),
                section: .nodes,
                crumbs: Page.crumbs(
                    of: page.cluster,
                    page,
                    .init(name: page(.nodes), path: .cluster(page.cluster, "nodes"))
                ),
                content: table.html + form
            ),
            refusal: failure
        )
    }

    static func run(_ page: PageRequest) async throws -> ConsoleResponse {
        try await page.submit(.rebalanceBegun, at: .cluster(page.cluster, "nodes")) {
            guard let plan = try? JSONDecoder().decode(RebalanceObject.self, from: Data(page.form["plan"].utf8)) else {
                throw APIRefusal(invalid: page(.noPlan))
            }
            try await page.api.post("/clusters/\(page.cluster)/rebalance", json: plan)
        } refused: {
            try await show(page, failure: $0)
        }
    }
}

extension Text {
    static let container = Text("Container", "容器")
    static let moveFrom = Text("From", "源节点")
    static let moveTo = Text("To", "目标节点")
    static let reason = Text("Reason", "原因")
    static let wellSpread = Text(
        "Nothing to move: containers are spread as well as their templates allow.",
        "无需迁移：容器的分布已是模板允许的最佳状态。"
    )
    static let rebalanceHint = Text(
        "Each container moves when a successor serves in its place; data that is only on its node doesn't move along.",
        "新容器开始服务后旧容器才会移除；仅存于原节点的数据不会随之迁移。"
    )
    static let rebalanceBegun = Text("The containers are being moved.", "正在迁移容器。")
    static let noPlan = Text("The plan is missing; reload the page.", "缺少迁移计划；请刷新页面。")
}
