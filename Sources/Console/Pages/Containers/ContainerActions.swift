//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// What is done with a container.
enum ContainerActions {
    private static let one = "/clusters/{cluster}/containers/{container}"

    static let routes: [PageRoute] = [
        .post(one + "/start") { page in
            try await page.done(.containerStarted, at: page.containerAddress) {
                try await page.api.post(page.dockerPath / "start")
            }
        },
        .post(one + "/restart") { page in
            try await page.done(.containerRestarted, at: page.containerAddress) {
                try await page.api.post(page.dockerPath / "restart")
            }
        },
        .get(one + "/stop") { page in
            try await ask(page, Text.stopContainer, [.stopContainerEnds, .serviceStartsAgain], .stop, "stop")
        },
        .post(one + "/stop") { page in
            try await page.done(.containerStopped, at: page.containerAddress) {
                try await page.api.post(page.dockerPath / "stop")
            }
        },
        .get(one + "/delete") { page in
            try await ask(
                page,
                Text.deleteContainer,
                [.deleteContainerLoses, .serviceMakesAnother],
                .delete,
                "delete",
                fields: Field.check("volumes", page(.anonymousVolumesToo))
            )
        },
        .post(one + "/delete") { page in
            try await page.done(.containerDeleted, at: .cluster(page.cluster, "containers")) {
                let volumes = page.form.isOn("volumes") ? "1" : nil
                try await page.api.delete(page.dockerPath.with("force", "1").with("v", volumes))
            }
        },
    ]

    /// The buttons of a container's page.
    static func buttons(_ container: ContainerObject, _ page: PageRequest) -> HTML {
        let path = page.containerAddress
        let power: [HTML] =
            container.running
            ? [Button.link(page(.stop), path / "stop"), Button.post(page(.restartNow), path / "restart", page.context)]
            : [Button.post(page(.start), path / "start", page.context)]
        let delete = Button.link(page(.delete), path / "delete", style: .danger)
        return "<div class=\"d-flex flex-wrap gap-2\">\(power)\(delete)</div>"
    }

    private static func ask(
        _ page: PageRequest,
        _ title: (String) -> Text,
        _ losses: [Text],
        _ button: Text,
        _ action: String,
        fields: HTML = .empty
    ) async throws -> ConsoleResponse {
        let container: ContainerObject = try await page.api.get(page.containerPath)
        return page.confirm(
            Confirmation(
                title: page(title(container.plainName)),
                losses: losses.map { page($0) },
                button: page(button),
                action: page.containerAddress / action,
                back: page.containerAddress,
                fields: fields
            ),
            section: .containers,
            crumbs: page.containerCrumbs(container.plainName)
        )
    }
}

extension Text {
    static let containerStarted = Text("The container starts.", "容器正在启动。")
    static let containerStopped = Text("The container is stopped.", "容器已停止。")
    static let containerRestarted = Text("The container was restarted.", "容器已重启。")
    static let containerDeleted = Text("The container is deleted.", "容器已删除。")
    static let stopContainerEnds = Text("What runs in it ends.", "容器内运行的程序将结束。")
    static let serviceStartsAgain = Text(
        "One of a service is started again as its restart policy says.",
        "属于服务的容器会按其重启策略再次启动。"
    )
    static let deleteContainerLoses = Text(
        "What was written into the container, outside of volumes, is lost.",
        "容器内写入的数据（数据卷除外）将丢失。"
    )
    static let serviceMakesAnother = Text("A service makes another one in its place.", "所属服务会重新创建一个容器。")
    static let anonymousVolumesToo = Text("Delete its anonymous volumes with their data as well", "同时删除其匿名数据卷及数据")
    static func stopContainer(_ name: String) -> Text { Text("Stop container \(name)?", "停止容器 \(name)？") }
    static func deleteContainer(_ name: String) -> Text { Text("Delete container \(name)?", "删除容器 \(name)？") }
}
