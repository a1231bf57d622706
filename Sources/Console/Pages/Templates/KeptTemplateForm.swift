//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The forms that keep and change a template.
enum KeptTemplateForm {
    static func new(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        var source = TemplateObject(id: "", name: "", template: "", created: "")
        if let id = page.query.text("from") { source = try await page.api.get("/templates/\(id)") }
        return form(
            page,
            source,
            title: page(.newTemplate),
            path: .console("templates", "new"),
            back: .console("templates"),
            failure: failure
        )
    }

    static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        do {
            let created: TemplateCreated = try await page.api.post("/templates", json: request(page))
            return try await page.done(.templateKept, at: .console("templates", created.id)) {}
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await new(page, failure: refusal)
        }
    }

    static func edit(_ page: PageRequest, failure: APIRefusal? = nil) async throws -> ConsoleResponse {
        let template: TemplateObject = try await page.api.get("/templates/\(page.parameter("template"))")
        let here = Path.console("templates", template.id)
        let title = page(.editNamed(template.name))
        return form(page, template, title: title, path: here / "edit", back: here, failure: failure)
    }

    static func change(_ page: PageRequest) async throws -> ConsoleResponse {
        let id = page.parameter("template")
        return try await page.submit(.templateKept, at: .console("templates", id)) {
            try await page.api.put("/templates/\(id)", json: request(page))
        } refused: {
            try await edit(page, failure: $0)
        }
    }

    private static func request(_ page: PageRequest) -> TemplateRequest {
        var request = TemplateRequest(name: page.form["name"], template: page.form.raw("template"))
        request.description = page.form["description"]
        request.tags = page.form["tags"]
        return request
    }

    private static func form(
        _ page: PageRequest,
        _ template: TemplateObject,
        title: String,
        path: Path,
        back: Path,
        failure: APIRefusal?
    ) -> ConsoleResponse {
        let fields: HTML = """
            \(Field.text("name", page(.name), value: page.typed("name", template.name), isNeeded: true))
            \(Field.text("description", page(.explanation), value: page.typed("description", template.description)))
            \(Field.text("tags", page(.tags), value: page.typed("tags", template.tags), hint: page(.tagsHint)))
            \(Field.area(
                "template",
                page(.template),
                value: page.typed("template", template.template),
                rows: 24,
                hint: page(.templateHint),
                attributes: " data-editor"
            ))
            """
        return page.show(
            Page(
                title: title,
                section: .templates,
                crumbs: [.init(name: page(.templates), path: .console("templates"))],
                content: Form.html(path, fields, button: page(.save), failure: failure, back: back, page.context),
                modules: [.editor]
            ),
            refusal: failure
        )
    }
}

extension Text {
    static let tagsHint = Text("Words to find it by, separated by commas.", "便于查找的词，用逗号分隔。")
    static let templateHint = Text(
        "Compose, version 1 or 2 or the present specification. It is checked when an application is made of it.",
        "Compose 格式（版本 1、2 或最新规范）。创建应用时会进行检查。"
    )
    static let templateKept = Text("The template is kept.", "模板已保存。")
}
