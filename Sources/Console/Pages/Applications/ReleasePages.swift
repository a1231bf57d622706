//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// A blue-green release under way: which part of the visitors each version's services get, and how it ends.
enum ReleasePages {
    private static let one = "/clusters/{cluster}/applications/{application}"

    static let routes: [PageRoute] = [
        .post(one + "/weights") { page in try await setWeights(page) },
        .get(one + "/confirm") { page in confirm(page) },
        .post(one + "/confirm") { page in
            try await page.done(.releaseConfirmed, at: page.applicationPath) {
                let force = page.form.isOn("force") ? "1" : nil
                try await page.api.post((page.projectPath / "confirm-update").with("force", force))
            }
        },
        .get(one + "/take-back") { page in takeBack(page) },
        .post(one + "/take-back") { page in
            try await page.done(.releaseTakenBack, at: page.applicationPath) {
                try await page.api.post(page.projectPath / "rollback-update")
            }
        },
    ]

    private static func setWeights(_ page: PageRequest) async throws -> ConsoleResponse {
        var weights: [String: Int] = [:]
        for field in page.form.names where field.hasPrefix(ReleaseCard.weightPrefix) {
            weights[String(field.dropFirst(ReleaseCard.weightPrefix.count))] = page.form.number(field) ?? 0
        }
        let wanted = weights
        return try await page.done(.weightsSet, at: page.applicationPath) {
            try await page.api.post(page.projectPath / "weights", json: wanted)
        }
    }

    private static func confirm(_ page: PageRequest) -> ConsoleResponse {
        page.confirm(
            Confirmation(
                title: page(.confirmRelease),
                losses: [page(.confirmEndsOld), page(.confirmIsFinal)],
                button: page(.confirmNow),
                action: page.applicationPath / "confirm",
                back: page.applicationPath,
                fields: Field.check("force", page(.confirmForce))
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }

    private static func takeBack(_ page: PageRequest) -> ConsoleResponse {
        page.confirm(
            Confirmation(
                title: page(.takeBackRelease),
                losses: [page(.takeBackEndsNew)],
                button: page(.rollBack),
                action: page.applicationPath / "take-back",
                back: page.applicationPath
            ),
            section: .applications,
            crumbs: page.applicationCrumbs
        )
    }
}

/// What an application's page says of its last update.
enum ReleaseCard {
    /// What the fields of weights are called by, before the services' names.
    static let weightPrefix = "weight-"

    static func html(_ project: Project, _ page: PageRequest) -> HTML {
        guard let update = project.update else { return .empty }
        switch update.phase {
        case .updating: return Alert.info("\(page(.updatingTo(update.version)))")
        case .halted, .rolledBack:
            let title = page(update.phase == .halted ? .updateHalted(update.version) : .updateUndone(update.version))
            return Alert.warning(
                """
                <p><strong>\(title)</strong> \(page.context.said(update.message))</p>
                \(Button.link(page(.versions), page.applicationPath / "versions")) \
                \(Button.link(page(.logs), page.applicationPath / "logs"))
                """
            )
        case .blueGreen, .awaitingConfirmation: return release(update, page)
        }
    }

    private static func release(_ update: UpdateStatus, _ page: PageRequest) -> HTML {
        let fields: [HTML] = (update.weights ?? [:]).sorted { $0.key < $1.key }.map { service, weight in
            """
            <div class="col-6 col-md-3">\
            \(Field.number(weightPrefix + service, service, value: weight, range: 0...100))</div>
            """
        }
        let form: HTML = """
            <form method="post" action="\(page.applicationPath / "weights")">\(page.context.formFields)
            <p class="form-text">\(page(.weightsHint))</p><div class="row g-2">\(fields)</div>
            <button class="btn btn-sm btn-outline-secondary">\(page(.setWeights))</button></form>
            """
        let state = update.phase == .blueGreen ? page(.releaseComing) : page(.releaseReady)
        return Card.html(
            page(.releaseOf(update.version)),
            "<p>\(page.context.said(update.message)): \(state)</p>\(fields.isEmpty ? HTML.empty : form)",
            actions: Button.link(page(.rollBack), page.applicationPath / "take-back", style: .danger)
                + Button.link(page(.confirmNow), page.applicationPath / "confirm", style: .primary)
        )
    }
}

extension Text {
    static let weightsSet = Text("The weights are set.", "权重已设置。")
    static let releaseConfirmed = Text("The new version gets all visitors, the old one goes.", "新版本接收全部流量，旧版本正在下线。")
    static let releaseTakenBack = Text("The old version gets all visitors, the new one goes.", "旧版本接收全部流量，新版本正在下线。")
    static let confirmRelease = Text("Confirm the new version?", "确认发布新版本？")
    static let confirmNow = Text("Confirm", "确认发布")
    static let confirmEndsOld = Text("All visitors get the new version.", "全部流量切换到新版本。")
    static let confirmIsFinal = Text("The old version's containers are removed.", "旧版本的容器将被删除。")
    static let confirmForce = Text("Although the new version isn't well", "即使新版本未就绪也强制确认")
    static let takeBackRelease = Text("Roll the release back?", "回滚本次发布？")
    static let takeBackEndsNew = Text(
        "All visitors get the old version; the new version's containers are removed.",
        "全部流量切回旧版本；新版本的容器将被删除。"
    )
    static let weightsHint = Text(
        "Which part of the requests each service gets, 0 to 100; equal numbers are equal parts.",
        "各服务接收的流量权重，0 到 100；数值相同则平均分配。"
    )
    static let setWeights = Text("Set weights", "设置权重")
    static let releaseComing = Text("the new version's containers are being made.", "正在创建新版本的容器。")
    static let releaseReady = Text("confirm it, or roll it back.", "请确认发布或回滚。")
    static func releaseOf(_ version: String) -> Text { Text("Release of version \(version)", "正在发布版本 \(version)") }
    static func updatingTo(_ version: String) -> Text {
        Text("An update to version \(version) is under way.", "正在更新到版本 \(version)。")
    }
    static func updateHalted(_ version: String) -> Text {
        Text("The update to version \(version) was stopped.", "到版本 \(version) 的更新已中止。")
    }
    static func updateUndone(_ version: String) -> Text {
        Text("Version \(version) failed and was rolled back.", "版本 \(version) 更新失败，已回滚。")
    }
}
