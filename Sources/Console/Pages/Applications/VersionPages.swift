//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The versions of an application that are kept: what changed between them, and the way back.
enum VersionPages {
    private static let all = "/clusters/{cluster}/applications/{application}/versions"

    static let routes: [PageRoute] = [
        .get(all) { page in try await list(page) },
        .get(all + "/{version}") { page in try await show(page) },
        .get(all + "/{version}/rollback") { page in rollBack(page) },
        .post(all + "/{version}/rollback") { page in
            try await page.done(.rolledBackTo(page.parameter("version")), at: page.applicationPath) {
                let path = page.projectPath / "rollback-update"
                try await page.api.post(path.with("version", page.parameter("version")))
            }
        },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let versions: [VersionObject] = try await page.api.get(page.projectPath / "versions")
        let table = Table(
            columns: [
                page(.version), page(.deployedAt), page(.deployedBy), page(.deployedHow), page(.images), page(.actions),
            ],
            rows: versions.map { row($0, page) },
            empty: "\(page(.noVersions))"
        )
        return page.show(
            Page(
                title: page(.versions),
                section: .applications,
                crumbs: page.applicationCrumbs,
                content: ApplicationTabs.html(.versions, page) + Live.region("versions", table.html),
                live: .cluster(page.cluster, "events", "live").with("project", page.application)
            )
        )
    }

    private static func row(_ version: VersionObject, _ page: PageRequest) -> [HTML] {
        let path = page.applicationPath / "versions" / version.version
        let runs: HTML? =
            version.isCurrent ? " <span class=\"badge text-bg-success\">\(page(.versionRuns))</span>" : nil
        let how: Text =
            switch version.cause {
            case "redeploy": .causeRedeploy
            case "rollback": .causeRollBack
            case "failedUpdate": .causeFailedUpdate
            default: .causeDeploy
            }
        let back = version.isCurrent ? HTML.empty : Button.link(page(.rollBack), path / "rollback")
        let description: HTML? =
            version.description.isEmpty ? nil : "<div class=\"small text-body-secondary\">\(version.description)</div>"
        return [
            "<a href=\"\(path)\">\(version.version)</a>\(runs)\(description)", Moment.html(version.deployed),
            "\(version.user)", "\(page(how))", "\(version.images.joined(separator: ", "))",
            "<div class=\"d-flex flex-wrap gap-2\">\(Button.link(page(.compare), path))\(back)</div>",
        ]
    }

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let wanted = page.parameter("version")
        let version: VersionObject = try await page.api.get(page.projectPath / "versions" / wanted)
        let versions: [VersionObject] = try await page.api.get(page.projectPath / "versions")
        var names: [String] = []
        for name in versions.map(\.version) where name != wanted && !names.contains(name) { names.append(name) }
        let current = versions.first(where: \.isCurrent)?.version
        let chosen = page.query.text("with") ?? (current == wanted ? names.first : current)
        var content: [HTML] = []
        if let chosen {
            let other: VersionObject = try await page.api.get(page.projectPath / "versions" / chosen)
            let form = SearchForm.filter(
                "with",
                page(.compareWith),
                options: names.map { ($0, $0) },
                chosen: chosen
            )
            let difference = DifferenceView.html(from: other.template ?? "", to: version.template ?? "", page)
            content.append(
                """
                <form method="get" class="d-flex gap-2 align-items-end mb-3">\(form)\
                <button class="btn btn-sm btn-outline-secondary">\(page(.show))</button></form>
                \(Card.html(page(.differenceOf(chosen, wanted)), difference))
                """
            )
        }
        content.append(Card.html(page(.template), "<pre class=\"block\">\(version.template ?? "")</pre>"))
        let path = page.applicationPath / "versions" / wanted / "rollback"
        return page.show(
            Page(
                title: page(.versionNamed(wanted)),
                section: .applications,
                crumbs: page.applicationCrumbs
                    + [Page.Crumb(name: page(.versions), path: page.applicationPath / "versions")],
                content: HTML(content),
                actions: version.isCurrent ? .empty : Button.link(page(.rollBack), path)
            )
        )
    }

    private static func rollBack(_ page: PageRequest) -> ConsoleResponse {
        let version = page.parameter("version")
        return page.confirm(
            Confirmation(
                title: page(.rollBackTo(version)),
                losses: [page(.rollBackReplaces), page(.rollBackKeepsData)],
                button: page(.rollBack),
                action: page.applicationPath / "versions" / version / "rollback",
                back: page.applicationPath / "versions"
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }
}

extension Text {
    static let deployedAt = Text("Deployed", "部署时间")
    static let deployedBy = Text("By", "部署者")
    static let deployedHow = Text("How", "方式")
    static let images = Text("Images", "镜像")
    static let actions = Text("Actions", "操作")
    static let compare = Text("Compare", "对比")
    static let compareWith = Text("Compare with", "对比版本")
    static let noVersions = Text("No version is kept.", "没有历史版本。")
    static let versionRuns = Text("runs", "当前版本")
    static let causeDeploy = Text("deployed", "部署")
    static let causeRedeploy = Text("redeployed", "重新部署")
    static let causeRollBack = Text("rolled back to", "回滚")
    static let causeFailedUpdate = Text("rolled back to, as the next one failed", "更新失败后自动回滚")
    static let rollBack = Text("Roll back", "回滚")
    static let rollBackReplaces = Text(
        "Its containers are replaced by those of that version, as in an update.",
        "其容器会像更新时一样被替换为该版本的容器。"
    )
    static let rollBackKeepsData = Text(
        "Data in volumes stays as it is: what the present version wrote isn't taken back.",
        "数据卷中的数据保持不变：当前版本写入的内容不会撤销。"
    )
    static func versionNamed(_ version: String) -> Text { Text("Version \(version)", "版本 \(version)") }
    static func rollBackTo(_ version: String) -> Text { Text("Roll back to version \(version)?", "回滚到版本 \(version)？") }
    static func rolledBackTo(_ version: String) -> Text {
        Text("The application goes back to version \(version).", "应用正在回滚到版本 \(version)。")
    }
    static func differenceOf(_ old: String, _ new: String) -> Text {
        Text("From version \(old) to \(new)", "版本 \(old) 与 \(new) 的差异")
    }
}
