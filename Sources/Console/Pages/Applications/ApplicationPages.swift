//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The applications of a cluster.
enum ApplicationPages {
    static let routes: [PageRoute] = [
        [.get("/clusters/{cluster}/applications") { page in try await list(page) }],
        ApplicationDetail.routes, ApplicationActions.routes, CreatePages.routes, ChangePages.routes,
        VersionPages.routes, ReleasePages.routes, TriggerPages.routes,
    ].flatMap(\.self)

    private static func list(_ page: PageRequest) async throws -> ConsoleResponse {
        let search = page.query["q"]
        let hasSystem = page.query.isOn("system")
        let found: [Project] = try await page.api.get(
            Path("/clusters/\(page.cluster)/projects").with("q", search).with("services", "1").with("containers", "0")
        )
        let pager = Pager(found.filter { hasSystem || !$0.isSystem }, query: page.query)
        let table = Table(
            columns: [page(.name), page(.state), page(.version), page(.services), page(.updated)],
            rows: pager.elements.map { row($0, page) },
            empty: search.isEmpty ? "\(page(.noApplications))" : "\(page(.nothingFound))"
        )
        let address = Path.cluster(page.cluster, "applications").with("q", search)
            .with("system", hasSystem ? "1" : nil)
        let system: HTML = """
            <div class="form-check form-switch mb-1"><input class="form-check-input" type="checkbox" role="switch" \
            id="s-system" name="system" value="1" data-submit\(hasSystem ? " checked" : "")>
            <label class="form-check-label small" for="s-system">\(page(.showSystem))</label></div>
            """
        return page.show(
            Page(
                title: page(.applications),
                section: .applications,
                content: SearchForm.html(
                    .cluster(page.cluster, "applications"),
                    text: search,
                    filters: system,
                    page.context
                ) + Live.region("applications", table.html + pager.html(address, page.context)),
                actions: Button.link(
                    page(.createFromImage),
                    .cluster(page.cluster, "new-application", "image")
                )
                    + Button.link(
                        page(.createApplication),
                        .cluster(page.cluster, "new-application"),
                        style: .primary
                    ),
                live: .cluster(page.cluster, "events", "live")
            )
        )
    }

    private static func row(_ project: Project, _ page: PageRequest) -> [HTML] {
        let path = Path.cluster(page.cluster, "applications", project.name)
        let isSystem: HTML? =
            project.isSystem ? " <span class=\"badge text-bg-light border\">\(page(.systemApplication))</span>" : nil
        let job: HTML? = project.job.map { _ in " <span class=\"badge text-bg-light border\">\(page(.job))</span>" }
        let services: [HTML] = (project.services ?? []).prefix(12).map { service in
            let count = service.extensions.global ? "\(service.runningCount)" : service.countText
            return """
                <a class="me-2 text-nowrap" href="\(Path.cluster(page.cluster, "services", service.id))">\
                \(service.name)&nbsp;\(count)</a>
                """
        }
        return [
            "<a href=\"\(path)\">\(project.name)</a>\(isSystem)\(job)",
            StateBadge(state: project.currentState).html(page.context) + update(project, page),
            "\(project.version)", HTML(services), Moment.html(project.updated),
        ]
    }

    /// What of an update somebody has to see.
    private static func update(_ project: Project, _ page: PageRequest) -> HTML {
        guard let update = project.update, update.phase != .updating else { return .empty }
        return " <span class=\"small\">\(page(.phase(update.phase)))</span>"
    }
}

extension ServiceObject {
    /// How many containers run of those that are wanted.
    var countText: String { "\(runningCount)/\(extensions.scale)" }
}

extension PageRequest {
    /// The application that the path names.
    var application: String { parameter("application") }

    /// The application in the API.
    var projectPath: Path { "/clusters/\(cluster)/projects/\(application)" }

    /// The application's page.
    var applicationPath: Path { .cluster(cluster, "applications", application) }

    /// The pages above one about an application.
    var applicationCrumbs: [Page.Crumb] {
        [
            Page.Crumb(name: self(.applications), path: .cluster(cluster, "applications")),
            Page.Crumb(name: application, path: applicationPath),
        ]
    }
}

extension Text {
    static let updated = Text("Updated", "更新时间")
    static let showSystem = Text("Show system applications", "显示系统应用")
    static let systemApplication = Text("system", "系统应用")
    static let job = Text("Job", "任务")
    static let createApplication = Text("Create application", "创建应用")
    static let createFromImage = Text("Create from image", "使用镜像创建")
    static let noApplications = Text(
        "No application runs here yet. Create one from an image or from a template.",
        "还没有应用。请使用镜像或编排模板创建一个应用。"
    )

    static func phase(_ phase: UpdateStatus.Phase) -> Text {
        switch phase {
        case .updating: Text("updating", "更新中")
        case .halted: Text("update stopped", "更新已中止")
        case .rolledBack: Text("update rolled back", "更新已回滚")
        case .blueGreen: Text("new version is being made", "正在创建新版本")
        case .awaitingConfirmation: Text("waits for confirmation", "等待确认")
        }
    }
}
