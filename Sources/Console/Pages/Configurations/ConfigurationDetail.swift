//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// A configuration item with its values, its versions and who uses it.
enum ConfigurationDetail {
    static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let address = ConfigurationPages.address(page)
        let item = try await item(page)
        let versions: [ConfigurationVersionObject] = try await page.api.get(address / "versions")
        let here = Path.cluster(page.cluster, "configurations", item.name)
        let isCurrent = versions.first { $0.version == item.version }?.isCurrent ?? true
        let notice: HTML =
            isCurrent
            ? .empty
            : Alert.info(
                "\(page(.oldVersion(item.version))) <a class=\"alert-link\" href=\"\(here)\">\(page(.presentVersion))</a>"
            )
        let values = Table(
            columns: [page(.name), page(.value)],
            rows: (item.variables ?? [:]).sorted { $0.key < $1.key }.map { variable in
                ["<code>\(variable.key)</code>", "<pre class=\"mb-0 value\">\(variable.value)</pre>"]
            },
            empty: "\(item.variables == nil ? page(.valuesHidden) : page(.noVariables))"
        )
        let content: HTML = """
            \(notice)\(item.description.isEmpty ? .empty : "<p>\(item.description)</p>" as HTML)
            \(Card.html(page(.variables), values.html))
            <div class="row"><div class="col-12 col-xl-6">\(Card.html(page(.usedBy), users(item, page)))</div>
            <div class="col-12 col-xl-6">\(Card.html(page(.configurationVersions), table(versions, here, page)))</div></div>
            """
        return page.show(
            Page(
                title: item.name,
                section: .configurations,
                crumbs: Page.crumbs(
                    of: page.cluster,
                    page,
                    .init(name: page(.configurations), path: .cluster(page.cluster, "configurations"))
                ),
                content: content,
                actions: Button.link(page(.edit), here / "edit", style: .primary)
                    + Button.link(page(.delete), here / "delete", style: .danger)
            )
        )
    }

    /// The item with its values, or without them for a caller who may not see those.
    private static func item(_ page: PageRequest) async throws -> ConfigurationObject {
        let address = ConfigurationPages.address(page)
        do {
            return try await page.api.get(address.with("version", page.query.text("version")))
        } catch let refusal as APIRefusal where refusal.status == 403 {
            let all: [ConfigurationObject] = try await page.api.get("/clusters/\(page.cluster)/configurations")
            guard let item = all.first(where: { $0.name == page.parameter("item") }) else { throw refusal }
            return item
        }
    }

    /// The applications that use it, and with which version.
    static func users(_ item: ConfigurationObject, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.application), page(.cluster), page(.version)],
            rows: item.users.map { user in
                [
                    "<a href=\"\(Path.cluster(user.cluster, "applications", user.project))\">\(user.project)</a>",
                    "\(user.cluster)", "\(user.version)",
                ]
            },
            empty: "\(page(.nobodyUses))"
        ).html
    }

    private static func table(_ versions: [ConfigurationVersionObject], _ here: Path, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.version), page(.changed), page(.user), page(.changes)],
            rows: versions.sorted { $0.version > $1.version }.map { version in
                let current: HTML =
                    version.isCurrent ? " <span class=\"badge text-bg-success\">\(page(.present))</span>" : .empty
                return [
                    "<a href=\"\(here.with("version", String(version.version)))\">\(version.version)</a>\(current)",
                    Moment.html(version.updated), "\(version.user)", "\(version.changes.joined(separator: ", "))",
                ]
            },
            empty: "–"
        ).html
    }
}

extension Text {
    static let value = Text("Value", "值")
    static let edit = Text("Edit", "编辑")
    static let cluster = Text("Cluster", "集群")
    static let present = Text("present", "当前")
    static let changes = Text("Changes", "变更")
    static let noVariables = Text("It has no variables yet: edit it to add some.", "还没有变量：请编辑并添加。")
    static let valuesHidden = Text("You may not see its values.", "您没有查看变量值的权限。")
    static let nobodyUses = Text(
        "No application. Choose it when you deploy one.",
        "没有应用使用。部署应用时可选择该配置项。"
    )
    static let configurationVersions = Text("Versions", "版本记录")
    static func oldVersion(_ version: Int) -> Text {
        Text("This is version \(version), as it was.", "当前显示的是历史版本 \(version)。")
    }
    static let presentVersion = Text("Show the present one", "查看当前版本")
}
