//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Addresses that redeploy an application or scale a service of it when they are called.
enum TriggerPages {
    private static let all = "/clusters/{cluster}/applications/{application}/triggers"

    static let routes: [PageRoute] = [
        .get(all) { page in try await list(page) },
        .post(all) { page in try await create(page) },
        .get(all + "/{trigger}/revoke") { page in revoke(page) },
        .post(all + "/{trigger}/revoke") { page in
            try await page.done(.triggerRevoked, at: page.applicationPath / "triggers") {
                try await page.api.delete("/clusters/\(page.cluster)/triggers/\(page.parameter("trigger"))")
            }
        },
    ]

    private static func create(_ page: PageRequest) async throws -> ConsoleResponse {
        var request = TriggerRequest(project: page.application, action: page.form["action"])
        if request.action == "scaling" { request.service = page.form.text("service") }
        if request.action == "redeploy" { request.image = page.form.text("image") }
        do {
            let trigger: TriggerObject = try await page.api.post("/clusters/\(page.cluster)/triggers", json: request)
            return try await list(page, made: trigger)
        } catch let refusal as APIRefusal where refusal.status != 401 {
            return try await list(page, refusal: refusal)
        }
    }

    private static func list(
        _ page: PageRequest,
        made: TriggerObject? = nil,
        refusal: APIRefusal? = nil
    ) async throws -> ConsoleResponse {
        let triggers: [TriggerObject] = try await page.api.get(
            Path("/clusters/\(page.cluster)/triggers").with("project", page.application)
        )
        let project: Project = try await page.api.get(page.projectPath.with("containers", "0"))
        let table = Table(
            columns: [page(.triggerAction), page(.deployedBy), page(.created), page(.actions)],
            rows: triggers.map { trigger in
                let path = page.applicationPath / "triggers" / trigger.id / "revoke"
                return [
                    "\(page(.meaning(of: trigger)))", "\(trigger.user)", Moment.html(trigger.created),
                    Button.link(page(.revokeAddress), path, style: .danger),
                ]
            },
            empty: "\(page(.noTriggers))"
        )
        let address: HTML? = made?.url.map { url in
            let scaling: HTML? =
                made?.action == "scaling" ? "<p class=\"mb-0 mt-2\">\(page(.scalingHint))</p>" : nil
            return Alert.info(
                "<p>\(page(.triggerMade))</p>\(CopyBlock.html("trigger-address", url, page.context))\(scaling)"
            )
        }
        return page.show(
            Page(
                title: page(.triggers),
                section: .applications,
                crumbs: page.applicationCrumbs,
                content: ApplicationTabs.html(.triggers, page) + (address ?? .empty) + table.html
                    + Card.html(page(.createTrigger), form(project, refusal, page))
            ),
            refusal: refusal
        )
    }

    private static func form(_ project: Project, _ refusal: APIRefusal?, _ page: PageRequest) -> HTML {
        let fields: [HTML] = [
            Field.choice(
                "action",
                page(.triggerAction),
                options: [("redeploy", page(.redeploy)), ("scaling", page(.scaleAService))],
                chosen: page.form["action"]
            ),
            Field.text("image", page(.triggerImage), value: page.form["image"], hint: page(.triggerImageHint)),
            Field.choice(
                "service",
                page(.triggerService),
                options: (project.services ?? []).map { ($0.id, $0.name) },
                chosen: page.form["service"]
            ),
        ]
        return Form.html(
            page.applicationPath / "triggers",
            HTML(fields),
            button: page(.createTrigger),
            failure: refusal,
            page.context
        )
    }

    private static func revoke(_ page: PageRequest) -> ConsoleResponse {
        page.confirm(
            Confirmation(
                title: page(.revokeTrigger),
                losses: [page(.revokeEndsCalls)],
                button: page(.revokeAddress),
                action: page.applicationPath / "triggers" / page.parameter("trigger") / "revoke",
                back: page.applicationPath / "triggers"
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }
}

extension Text {
    static let triggerAction = Text("What it does", "触发行为")
    static let noTriggers = Text(
        "No trigger yet. A trigger is an address that a registry, a build or a monitor calls.",
        "还没有触发器。触发器是一个供镜像仓库、构建或监控系统调用的地址。"
    )
    static let createTrigger = Text("Create trigger", "创建触发器")
    static let revokeAddress = Text("Revoke", "撤销")
    static let revokeTrigger = Text("Revoke the trigger?", "撤销该触发器？")
    static let revokeEndsCalls = Text(
        "Whoever calls its address is refused from now on.",
        "此后任何人调用其地址都会被拒绝。"
    )
    static let triggerRevoked = Text("The trigger is revoked.", "触发器已撤销。")
    static let triggerMade = Text(
        "The address is shown only now, and is all that a call needs: keep it from others.",
        "该地址仅显示这一次，调用时无需其他凭证：请妥善保管。"
    )
    static let scalingHint = Text(
        "Add &type=scale_out or &type=scale_in, and &step=1 to 100.",
        "调用时追加 &type=scale_out 或 &type=scale_in，以及 &step=1 到 100。"
    )
    static let scaleAService = Text("Scale a service", "服务伸缩")
    static let triggerImage = Text("Only for pushes of this image", "仅在推送该镜像时触发")
    static let triggerImageHint = Text(
        "Of redeploying: a repository, with or without a tag; left empty: every call counts.",
        "用于重新部署：镜像仓库名，可带标签；留空则每次调用都会触发。"
    )
    static let triggerService = Text("Service that it scales", "要伸缩的服务")

    static func meaning(of trigger: TriggerObject) -> Text {
        if let service = trigger.service { return Text("Scale \(service)", "伸缩 \(service)") }
        if let image = trigger.image { return Text("Redeploy when \(image) is pushed", "推送 \(image) 时重新部署") }
        return Text("Redeploy", "重新部署")
    }
}
