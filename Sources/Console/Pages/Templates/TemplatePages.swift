//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The pages about templates that are kept for later, and those that come along with the program.
enum TemplatePages {
    static let routes: [PageRoute] = [
        .get("/templates") { page in try await list(page) },
        .get("/templates/new") { page in try await KeptTemplateForm.new(page) },
        .post("/templates/new") { page in try await KeptTemplateForm.create(page) },
        .get("/templates/{template}") { page in try await show(page) },
        .get("/templates/{template}/download") { page in try await download(page) },
        .get("/templates/{template}/edit") { page in try await KeptTemplateForm.edit(page) },
        .post("/templates/{template}/edit") { page in try await KeptTemplateForm.change(page) },
        .get("/templates/{template}/delete") { page in try await askDeletion(page) },
        .post("/templates/{template}/delete") { page in
            try await page.done(.templateDeleted, at: .console("templates")) {
                try await page.api.delete("/templates/\(page.parameter("template"))")
            }
        },
    ]

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let text = page.query["q"]
        let all: TemplateList = try await page.api.get(Path("/templates").with("samples", "1").with("q", text))
        let own = all.templates.filter { !$0.isSample }
        let pager = Pager(own, query: page.query)
        let create = Button.link(page(.newTemplate), .console("templates", "new"), style: .primary)
        let empty: HTML = text.isEmpty ? "<p>\(page(.noTemplates))</p>\(create)" : "\(page(.nothingFound))"
        let path = Path.console("templates")
        let samples = all.templates.filter(\.isSample)
        return page.show(
            Page(
                title: page(.templates),
                section: .templates,
                content: """
                    \(SearchForm.html(path, text: text, page.context))
                    \(Card.html(
                        page(.ownTemplates),
                        table(pager.elements, empty: empty, page) + pager.html(path.with("q", text), page.context)
                    ))
                    \(Card.html(page(.samples), table(samples[...], empty: "\(page(.nothingFound))", page)))
                    """,
                actions: create
            )
        )
    }

    private static func table(_ templates: ArraySlice<TemplateObject>, empty: HTML, _ page: PageRequest) -> HTML {
        Table(
            columns: [page(.name), page(.explanation), page(.tags), page(.changed), ""],
            rows: templates.map { template in
                [
                    "<a href=\"\(Path.console("templates", template.id))\">\(template.name)</a>",
                    "\(template.description)", tags(template),
                    template.isSample ? "–" : Moment.html(template.updated), createLink(template, page),
                ]
            },
            empty: empty
        ).html
    }

    private static func tags(_ template: TemplateObject) -> HTML {
        let words: [HTML] = template.tags.split(separator: ",").map {
            "<span class=\"badge label\">\(String($0).trimmed)</span> "
        }
        return HTML(words)
    }

    /// Makes an application of it, in the cluster that the user looked at last.
    private static func createLink(
        _ template: TemplateObject,
        style: Button.Style = .secondary,
        _ page: PageRequest
    ) -> HTML {
        guard let cluster = page.context.cluster else { return .empty }
        let path = Path.cluster(cluster, "new-application").with("template", template.id)
        return Button.link(page(.createApplicationIn(cluster)), path, style: style)
    }

    private static func show(_ page: PageRequest) async throws -> ConsoleResponse {
        let template: TemplateObject = try await page.api.get("/templates/\(page.parameter("template"))")
        let here = Path.console("templates", template.id)
        var facts = [(page(.explanation), "\(template.description.isEmpty ? "–" : template.description)" as HTML)]
        if !template.tags.isEmpty { facts.append((page(.tags), tags(template))) }
        if !template.isSample { facts.append((page(.changed), Moment.html(template.updated))) }
        let changes: HTML =
            template.isSample
            ? Button.link(page(.copyTemplate), Path.console("templates", "new").with("from", template.id))
            : Button.link(page(.edit), here / "edit")
                + Button.link(page(.delete), here / "delete", style: .danger)
        return page.show(
            Page(
                title: template.name,
                section: .templates,
                crumbs: [.init(name: page(.templates), path: .console("templates"))],
                content: Card.html(page(.facts), Facts.html(facts))
                    + Card.html(
                        page(.template),
                        "<pre class=\"block\" tabindex=\"0\" aria-label=\"\(page(.template))\">\(template.template)</pre>",
                        actions: Button.link(page(.download), here / "download")
                    ),
                actions: createLink(template, style: .primary, page) + changes
            )
        )
    }

    private static func download(_ page: PageRequest) async throws -> ConsoleResponse {
        let template: TemplateObject = try await page.api.get("/templates/\(page.parameter("template"))")
        return .download(Array(template.template.utf8), name: template.name + ".yml", type: "application/yaml")
    }

    private static func askDeletion(_ page: PageRequest) async throws -> ConsoleResponse {
        let template: TemplateObject = try await page.api.get("/templates/\(page.parameter("template"))")
        let here = Path.console("templates", template.id)
        let confirmation = Confirmation(
            title: page(.deleteTemplate(template.name)),
            losses: [page(.templateLoss)],
            button: page(.delete),
            action: here / "delete",
            back: here
        )
        let crumbs: [Page.Crumb] = [
            .init(name: page(.templates), path: .console("templates")), .init(name: template.name, path: here),
        ]
        return page.ask(confirmation, section: .templates, crumbs: crumbs)
    }
}

extension Text {
    static let newTemplate = Text("Create template", "创建模板")
    static let ownTemplates = Text("Own templates", "我的模板")
    static let samples = Text("Samples", "示例模板")
    static let template = Text("Template", "编排模板")
    static let tags = Text("Tags", "标记")
    static let download = Text("Download", "下载")
    static let copyTemplate = Text("Copy to own templates", "复制到我的模板")
    static let noTemplates = Text(
        "There is none yet: keep templates here that you deploy again and again.",
        "还没有模板：可以把反复使用的编排模板保存在这里。"
    )
    static func createApplicationIn(_ cluster: String) -> Text {
        Text("Create application in \(cluster)", "在 \(cluster) 中创建应用")
    }
    static func deleteTemplate(_ name: String) -> Text { Text("Delete template \(name)?", "删除模板 \(name)？") }
    static let templateLoss = Text(
        "The template is lost; applications that were made of it stay as they are.",
        "模板将被删除；已用它创建的应用不受影响。"
    )
    static let templateDeleted = Text("The template is deleted.", "模板已删除。")
}
