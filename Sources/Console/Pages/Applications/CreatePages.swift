//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// Creating an application, from a template or, by a form, from an image.
enum CreatePages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/new-application") { page in try await begin(page) },
        .post("/clusters/{cluster}/new-application") { page in try await send(page) },
        .get("/clusters/{cluster}/new-application/image") { page in ImageForm(FormValues()).show(page) },
        .post("/clusters/{cluster}/new-application/image") { page in
            let form = ImageForm(page.form)
            let problems = form.problems
            guard problems.isEmpty else { return form.show(page, problems: problems) }
            var draft = TemplateDraft()
            draft.name = form.name
            draft.template = form.template
            return try await show(draft, page)
        },
    ]

    private static func begin(_ page: PageRequest) async throws -> ConsoleResponse {
        var draft = TemplateDraft()
        draft.name = page.query["name"]
        if let id = page.query.text("template") {
            let kept: TemplateObject = try await page.api.get("/templates/\(id)")
            draft.template = kept.template
            draft.description = kept.description
        }
        return try await show(draft, page)
    }

    private static func send(_ page: PageRequest) async throws -> ConsoleResponse {
        let draft = TemplateDraft(page.form)
        do {
            guard page.form["do"] == DeployForm.Request.deploy.rawValue else {
                let path: Path = "/clusters/\(page.cluster)/projects/plan"
                let plan: PlanObject = try await page.api.post(path, json: draft.request(isUpdate: false))
                return try await show(draft, page, warnings: plan.warnings, result: PlanView.html(plan, page))
            }
            return try await page.deployed(
                .applicationDeployed,
                at: .cluster(page.cluster, "applications", draft.name)
            ) {
                try await page.api.post(
                    "/clusters/\(page.cluster)/projects",
                    json: draft.request(isUpdate: false)
                )
            }
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await show(draft, page, refusal: refusal)
        }
    }

    private static func show(
        _ draft: TemplateDraft,
        _ page: PageRequest,
        refusal: APIRefusal? = nil,
        warnings: [Problem] = [],
        result: HTML = .empty
    ) async throws -> ConsoleResponse {
        var form = DeployForm(
            draft: draft,
            action: .cluster(page.cluster, "new-application"),
            back: .cluster(page.cluster, "applications"),
            isUpdate: false,
            refusal: refusal,
            warnings: warnings,
            result: result
        )
        try await form.load(page)
        return page.show(
            Page(
                title: page(.createApplication),
                section: .applications,
                crumbs: [Page.Crumb(name: page(.applications), path: .cluster(page.cluster, "applications"))],
                content: form.html(page),
                modules: [.editor]
            ),
            refusal: refusal
        )
    }
}

extension DeployForm {
    /// Finds out which variables and files the template has, and which configuration items there are.
    mutating func load(_ page: PageRequest) async throws {
        if !draft.template.isEmpty {
            variables = try await page.api.post(
                "/clusters/\(page.cluster)/projects/variables",
                json: TemplateVariablesRequest(template: draft.template)
            )
            files = try await draft.namedFiles(page, of: isUpdate ? draft.name : nil)
        }
        items = try await page.api.get("/clusters/\(page.cluster)/configurations")
    }
}

extension Text {
    static let applicationDeployed = Text(
        "The application is being deployed: its containers appear below as they come.",
        "应用正在部署：容器创建后会显示在下方。"
    )
}
