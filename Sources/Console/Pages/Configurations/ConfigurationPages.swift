//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The pages about configuration items: values that templates share.
enum ConfigurationPages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/configurations") { page in try await list(page) },
        .get("/clusters/{cluster}/configurations/new") { page in ConfigurationForm.show(page) },
        .post("/clusters/{cluster}/configurations/new") { page in try await ConfigurationForm.create(page) },
        .get("/clusters/{cluster}/configurations/{item}") { page in try await ConfigurationDetail.show(page) },
        .get("/clusters/{cluster}/configurations/{item}/edit") { page in try await ConfigurationForm.edit(page) },
        .post("/clusters/{cluster}/configurations/{item}/edit") { page in try await ConfigurationForm.change(page) },
        .get("/clusters/{cluster}/configurations/{item}/delete") { page in try await askDeletion(page) },
        .post("/clusters/{cluster}/configurations/{item}/delete") { page in try await delete(page) },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let text = page.query["q"]
        let items: [ConfigurationObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/configurations").with("q", text)
        )
        let here = Path.cluster(page.cluster, "configurations")
        let pager = Pager(items, query: page.query)
        let create = Button.link(page(.createConfiguration), here / "new", style: .primary)
        let table = Table(
            columns: [
                page(.name), page(.explanation), page(.variables), page(.version), page(.usedBy), page(.changed),
            ],
            rows: pager.elements.map { item in
                [
                    "<a href=\"\(here / item.name)\">\(item.name)</a>", "\(item.description)", "\(item.variableCount)",
                    "\(item.version)", "\(item.users.count)", Moment.html(item.updated),
                ]
            },
            empty: text.isEmpty ? "<p>\(page(.noConfigurations))</p>\(create)" : "\(page(.nothingFound))"
        )
        return page.show(
            Page(
                title: page(.configurations),
                section: .configurations,
                crumbs: Page.crumbs(of: page.cluster, page),
                content: SearchForm.html(here, text: text, page.context) + table.html
                    + pager.html(here.with("q", text), page.context),
                actions: create
            )
        )
    }

    private static func askDeletion(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let item: ConfigurationObject = try await page.api.get(address(page))
        let here = Path.cluster(page.cluster, "configurations", item.name)
        var losses = [page(.configurationLoss(item.variableCount))]
        if !item.users.isEmpty {
            losses.append(page(.configurationUsers(item.users.map { "\($0.project) (\($0.cluster))" })))
        }
        let confirmation = Confirmation(
            title: page(.deleteConfiguration(item.name)),
            losses: losses,
            button: page(.delete),
            action: here / "delete",
            back: here,
            fields: item.users.isEmpty
                ? .empty : Field.check("force", page(.deleteUsed), isOn: page.form.isOn("force"))
        )
        let crumbs = Page.crumbs(
            of: page.cluster,
            page,
            .init(name: page(.configurations), path: .cluster(page.cluster, "configurations")),
            .init(name: item.name, path: here)
        )
        return page.ask(confirmation, section: .configurations, crumbs: crumbs, refusal: failure)
    }

    private static func delete(_ page: PageRequest) async throws -> ConsoleResponse {
        let force = page.form.isOn("force") ? "1" : nil
        return try await page.submit(.configurationDeleted, at: .cluster(page.cluster, "configurations")) {
            try await page.api.delete(address(page).with("force", force))
        } refused: {
            try await askDeletion(page, failure: $0)
        }
    }

    /// The item's address in the API.
    static func address(_ page: PageRequest) -> Path {
        "/clusters/\(page.cluster)/configurations/\(page.parameter("item"))"
    }
}

extension Text {
    static let createConfiguration = Text("Create configuration item", "创建配置项")
    static let explanation = Text("Description", "描述")
    static let variables = Text("Variables", "变量")
    static let version = Text("Version", "版本")
    static let usedBy = Text("Used by", "使用者")
    static let changed = Text("Changed", "修改时间")
    static let noConfigurations = Text(
        "There is none yet. A configuration item keeps values apart from templates: $size in a template takes the value of its variable size.",
        "还没有配置项。配置项把变量的值与模板分开保存：模板中的 $size 会取配置项变量 size 的值。"
    )
    static func deleteConfiguration(_ name: String) -> Text {
        Text("Delete configuration item \(name)?", "删除配置项 \(name)？")
    }
    static func configurationLoss(_ count: Int) -> Text {
        Text("Its \(count) variables are lost, in all versions.", "其 \(count) 个变量的所有版本都将丢失。")
    }
    static func configurationUsers(_ names: [String]) -> Text {
        Text(
            "These use it, and can't be deployed again without it: \(list(names, and: "more")).",
            "以下应用正在使用，删除后将无法重新部署：\(list(names, and: "个"))。"
        )
    }
    static let deleteUsed = Text("Delete it although it is used", "即使正在使用也要删除")
    static let configurationDeleted = Text("The configuration item is deleted.", "配置项已删除。")
}
