//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// Changing an application: its template, and how the new version takes the old one's place.
enum ChangePages {
    static let routes: [PageRoute] = [
        .get("/clusters/{cluster}/applications/{application}/change") { page in
            let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
            return try await show(TemplateDraft(project), project, page)
        },
        .post("/clusters/{cluster}/applications/{application}/change") { page in try await send(page) },
    ]

    private static func send(_ page: PageRequest) async throws -> ConsoleResponse {
        let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
        var draft = TemplateDraft(page.form)
        draft.name = project.name
        do {
            let named = try await draft.namedFiles(page, of: project.name)
            draft.keptFiles = named.filter { $0.isStored && draft.files[$0.path] == nil }.map(\.path)
            guard page.form["do"] == DeployForm.Request.deploy.rawValue else {
                let plan: PlanObject = try await page.api.post(
                    page.projectPath / "plan",
                    json: draft.request(isUpdate: true)
                )
                let changes = Card.html(
                    page(.templateChanges),
                    DifferenceView.html(from: project.template, to: draft.template, page)
                )
                let result = PlanView.html(plan, page) + changes
                return try await show(draft, project, page, warnings: plan.warnings, result: result)
            }
            return try await page.deployed(.applicationUpdated, at: page.applicationPath) {
                try await page.api.post(page.projectPath / "update", json: draft.request(isUpdate: true))
            }
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await show(draft, project, page, refusal: refusal)
        }
    }

    private static func show(
        _ draft: TemplateDraft,
        _ project: Project,
        _ page: PageRequest,
        refusal: APIRefusal? = nil,
        warnings: [Problem] = [],
        result: HTML = .empty
    ) async throws -> ConsoleResponse {
        var form = DeployForm(
            draft: draft,
            action: page.applicationPath / "change",
            back: page.applicationPath,
            isUpdate: true,
            refusal: refusal,
            warnings: warnings,
            result: result
        )
        try await form.load(page)
        return page.show(
            Page(
                title: page(.changeApplication(project.name)),
                section: .applications,
                crumbs: page.applicationCrumbs,
                content: "<p>\(page(.runsVersion(project.version)))</p>" + form.html(page),
                modules: [.editor]
            ),
            refusal: refusal
        )
    }
}

extension Text {
    static let templateChanges = Text("Changes of the template", "模板差异")
    static let applicationUpdated = Text(
        "The application is being updated: its containers change below as it goes on.",
        "应用正在更新：容器的变化会实时显示在下方。"
    )
    static func changeApplication(_ name: String) -> Text { Text("Change \(name)", "变更 \(name)") }
    static func runsVersion(_ version: String) -> Text {
        Text("Version \(version) runs.", "当前运行的版本：\(version)。")
    }
}
