//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What is done with an application as a whole.
enum ApplicationActions {
    /// Most containers that a confirmation names.
    private static let namedLimit = 20
    private static let one = "/clusters/{cluster}/applications/{application}"

    static let routes: [PageRoute] = [
        .post(one + "/start") { page in
            try await page.done(.applicationStarted, at: page.applicationPath) {
                try await page.api.post(page.projectPath / "start")
            }
        },
        .get(one + "/stop") { page in try await stop(page) },
        .post(one + "/stop") { page in
            try await page.done(.applicationStopped, at: page.applicationPath) {
                try await page.api.post(page.projectPath / "stop")
            }
        },
        .get(one + "/redeploy") { page in redeploy(page) },
        .post(one + "/redeploy") { page in
            try await page.done(.applicationRedeployed, at: page.applicationPath) {
                let latest = page.form.isOn("latest") ? "1" : nil
                try await page.api.post((page.projectPath / "redeploy").with("latest_image", latest))
            }
        },
        .post(one + "/run") { page in
            try await page.done(.runRequested, at: page.applicationPath) {
                try await page.api.post(page.projectPath / "runs")
            }
        },
        .get(one + "/delete") { page in try await delete(page) },
        .post(one + "/delete") { page in
            try await page.done(.applicationDeleted, at: .cluster(page.cluster, "applications")) {
                try await page.api.delete(page.projectPath.with("volume", page.form.isOn("volumes") ? "1" : nil))
            }
        },
    ]

    /// The buttons of an application's page.
    static func buttons(_ project: Project, _ page: PageRequest) -> HTML {
        guard !project.isSystem else { return .empty }
        let path = page.applicationPath
        let run: HTML? = project.job.map { _ in Button.post(page(.runNow), path / "run", page.context) }
        let power =
            project.desiredState == "stopped"
            ? Button.post(page(.start), path / "start", page.context) : Button.link(page(.stop), path / "stop")
        let buttons: [HTML] = [
            run ?? .empty, power, Button.link(page(.redeploy), path / "redeploy"),
            Button.link(page(.delete), path / "delete", style: .danger),
            Button.link(page(.change), path / "change", style: .primary),
        ]
        return "<div class=\"d-flex flex-wrap gap-2\">\(buttons)</div>"
    }

    /// The containers that something is about to end, named for a confirmation.
    static func names(_ found: ContainerPage) -> String {
        let names = found.containers.prefix(namedLimit).map { $0.plainName }.joined(separator: ", ")
        return found.total > namedLimit ? names + " …" : names
    }

    private static func containers(_ page: PageRequest) async throws -> ContainerPage {
        try await page.api.get(
            Path("/clusters/\(page.cluster)/container_page").with("project", page.application)
                .with("size", String(namedLimit))
        )
    }

    private static func stop(_ page: PageRequest) async throws -> ConsoleResponse {
        let found = try await containers(page)
        return page.confirm(
            Confirmation(
                title: page(.stopApplication(page.application)),
                losses: [
                    page(.containersStop(found.total, names(found))), page(.stopKeeps),
                ],
                button: page(.stop),
                action: page.applicationPath / "stop",
                back: page.applicationPath
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }

    private static func delete(_ page: PageRequest) async throws -> ConsoleResponse {
        let found = try await containers(page)
        return page.confirm(
            Confirmation(
                title: page(.deleteApplication(page.application)),
                losses: [
                    page(.containersGo(found.total, names(found))), page(.deleteTakesRoutes), page(.deleteVolumes),
                ],
                button: page(.delete),
                action: page.applicationPath / "delete",
                back: page.applicationPath,
                fields: Field.check("volumes", page(.deleteVolumesToo))
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }

    private static func redeploy(_ page: PageRequest) -> ConsoleResponse {
        let fields: HTML = "<p>\(page(.redeployHint))</p>\(Field.check("latest", page(.latestImages)))"
        let form = Form.html(
            page.applicationPath / "redeploy",
            fields,
            button: page(.redeploy),
            back: page.applicationPath,
            page.context
        )
        return page.show(
            Page(
                title: page(.redeploy),
                section: .applications,
                crumbs: page.applicationCrumbs,
                content: Card.html(page(.redeployApplication(page.application)), form)
            )
        )
    }
}

extension PageRequest {
    /// The page that asks before something is destroyed.
    func confirm(_ confirmation: Confirmation, section: Page.Section, crumbs: [Page.Crumb]) -> ConsoleResponse {
        show(
            Page(
                title: confirmation.title,
                section: section,
                crumbs: crumbs,
                content: confirmation.content(context)
            )
        )
    }
}

extension Text {
    static let start = Text("Start", "启动")
    static let stop = Text("Stop", "停止")
    static let redeploy = Text("Redeploy", "重新部署")
    static let runNow = Text("Run now", "立即运行")
    static let applicationStarted = Text("The application starts.", "应用正在启动。")
    static let applicationStopped = Text("The application stops.", "应用正在停止。")
    static let applicationRedeployed = Text("The application is being redeployed.", "应用正在重新部署。")
    static let applicationDeleted = Text("The application is being deleted.", "应用正在删除。")
    static let runRequested = Text("A run was asked for.", "已请求运行一次。")
    static let stopKeeps = Text(
        "Nothing is deleted: start it again at any time. Until then nobody answers its addresses.",
        "不会删除任何内容，可随时重新启动；在此之前其访问地址将无法访问。"
    )
    static let deleteTakesRoutes = Text(
        "Its routes, its versions and its triggers go as well.",
        "其路由、历史版本和触发器也会一并删除。"
    )
    static let deleteVolumes = Text(
        "Its volumes stay with their data unless you tick the box.",
        "除非勾选下方选项，否则数据卷及其数据会保留。"
    )
    static let deleteVolumesToo = Text("Delete its volumes with all their data as well", "同时删除数据卷及其中的全部数据")
    static let redeployHint = Text(
        "Makes again what is missing, with the values that its configuration items have now, one container after another.",
        "重新创建缺少的容器，并使用配置项的最新值逐个更新容器。"
    )
    static let latestImages = Text("Pull the newest images of all services", "拉取所有服务的最新镜像")

    static func stopApplication(_ name: String) -> Text { Text("Stop application \(name)?", "停止应用 \(name)？") }
    static func deleteApplication(_ name: String) -> Text { Text("Delete application \(name)?", "删除应用 \(name)？") }
    static func redeployApplication(_ name: String) -> Text { Text("Redeploy application \(name)", "重新部署应用 \(name)") }
    static func containersStop(_ count: Int, _ names: String) -> Text {
        Text(
            count == 0
                ? "No container runs." : "\(count) \(count == 1 ? "container stops" : "containers stop"): \(names)",
            count == 0 ? "没有运行中的容器。" : "\(count) 个容器将停止：\(names)"
        )
    }
    static func containersGo(_ count: Int, _ names: String) -> Text {
        Text(
            count == 0
                ? "It has no container."
                : "\(count) \(count == 1 ? "container is" : "containers are") removed: \(names)",
            count == 0 ? "没有容器。" : "\(count) 个容器将被删除：\(names)"
        )
    }
}
