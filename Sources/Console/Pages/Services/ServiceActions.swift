//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPTypes

/// What is done with a service.
enum ServiceActions {
    private static let one = "/clusters/{cluster}/services/{service}"

    static let routes: [PageRoute] = [
        .post(one + "/scale") { page in try await scale(page) },
        .post(one + "/start") { page in
            try await page.done(.serviceStarted, at: page.serviceAddress) {
                try await page.api.post(page.servicePath / "start")
            }
        },
        .get(one + "/stop") { page in
            ask(.stopService(page.parameter("service")), [.stopServiceEnds], .stop, "stop", page)
        },
        .post(one + "/stop") { page in
            try await page.done(.serviceStopped, at: page.serviceAddress) {
                try await page.api.post(page.servicePath / "stop")
            }
        },
        .get(one + "/restart") { page in
            ask(.restartService(page.parameter("service")), [.restartInterrupts], .restartNow, "restart", page)
        },
        .post(one + "/restart") { page in
            try await page.done(.serviceRestarted, at: page.serviceAddress) {
                try await page.api.post(page.servicePath / "restart")
            }
        },
        .get(one + "/reschedule") { page in
            ask(
                .rescheduleService(page.parameter("service")),
                [.rescheduleMoves, .rescheduleLoses],
                .reschedule,
                "reschedule",
                page,
                fields: Field.check("force", page(.rescheduleForce))
            )
        },
        .post(one + "/reschedule") { page in
            try await page.done(.serviceRescheduled, at: page.serviceAddress) {
                let force = page.form.isOn("force") ? "1" : nil
                try await page.api.post((page.servicePath / "reschedule").with("force", force))
            }
        },
    ]

    /// The buttons of a service's page.
    static func buttons(_ service: ServiceObject, _ page: PageRequest) -> HTML {
        let path = page.serviceAddress
        let power =
            service.desiredState == "stopped"
            ? Button.post(page(.start), path / "start", page.context) : Button.link(page(.stop), path / "stop")
        let buttons: [HTML] = [
            Button.link(page(.logs), path / "logs"), power, Button.link(page(.restartNow), path / "restart"),
            Button.link(page(.reschedule), path / "reschedule"),
            Button.link(
                page(.change),
                .cluster(page.cluster, "applications", service.project, "change"),
                style: .primary
            ),
        ]
        return "<div class=\"d-flex flex-wrap gap-2\">\(buttons)</div>"
    }

    static func scaleForm(_ service: ServiceObject, _ page: PageRequest) -> HTML {
        """
        <form method="post" action="\(page.serviceAddress / "scale")" class="scale-form">\(page.context.formFields)
        \(Field.number("count", page(.containerCount), value: service.extensions.scale, range: 0...100_000))
        <button class="btn btn-sm btn-primary">\(page(.scale))</button></form>
        """
    }

    private static func scale(_ page: PageRequest) async throws -> ConsoleResponse {
        guard let count = page.form.number("count") else {
            return page.show(
                Page(
                    title: page(.refused),
                    section: .services,
                    crumbs: page.serviceCrumbs,
                    content: Alert.failure(page(.countNeeded), page.context)
                ),
                status: .badRequest
            )
        }
        return try await page.done(.serviceScaled(count), at: page.serviceAddress) {
            try await page.api.post(page.servicePath / "scale", json: ScaleRequest(value: count))
        }
    }

    private static func ask(
        _ title: Text,
        _ losses: [Text],
        _ button: Text,
        _ action: String,
        _ page: PageRequest,
        fields: HTML = .empty
    ) -> ConsoleResponse {
        page.confirm(
            Confirmation(
                title: page(title),
                losses: losses.map { page($0) },
                button: page(button),
                action: page.serviceAddress / action,
                back: page.serviceAddress,
                fields: fields
            ),
            section: .services,
            crumbs: page.serviceCrumbs
        )
    }
}

extension Text {
    static let scale = Text("Scale", "伸缩")
    static let restartNow = Text("Restart", "重启")
    static let reschedule = Text("Reschedule", "重新调度")
    static let countNeeded = Text("Number of containers: give a whole number.", "容器数量：请填写整数。")
    static let serviceStarted = Text("The service starts.", "服务正在启动。")
    static let serviceStopped = Text("The service stops.", "服务正在停止。")
    static let serviceRestarted = Text("The service's containers are restarted.", "服务的容器正在重启。")
    static let serviceRescheduled = Text(
        "Containers that have a better place go there.",
        "有更合适节点的容器正在迁移。"
    )
    static let stopServiceEnds = Text(
        "All its containers stop, and nobody answers its addresses until it is started again; nothing is deleted.",
        "所有容器将停止，重新启动前其访问地址不可用；不会删除任何内容。"
    )
    static let restartInterrupts = Text(
        "Requests and connections that its containers serve at that moment may be cut.",
        "容器重启时，正在处理的请求和连接可能会中断。"
    )
    static let rescheduleMoves = Text(
        "Each container gets the node that it would get now; those that move are made anew.",
        "每个容器按当前情况重新选择节点；需要迁移的容器会被重新创建。"
    )
    static let rescheduleLoses = Text(
        "Containers with volumes stay where they are unless you tick the box.",
        "除非勾选下方选项，否则带有数据卷的容器保持不动。"
    )
    static let rescheduleForce = Text(
        "Move those with volumes as well: anonymous volumes are lost, named ones and folders stay on the old node",
        "同时迁移带数据卷的容器：匿名数据卷将丢失，命名数据卷和目录保留在原节点"
    )
    static func stopService(_ name: String) -> Text { Text("Stop service \(name)?", "停止服务 \(name)？") }
    static func restartService(_ name: String) -> Text { Text("Restart service \(name)?", "重启服务 \(name)？") }
    static func rescheduleService(_ name: String) -> Text { Text("Reschedule service \(name)?", "重新调度服务 \(name)？") }
    static func serviceScaled(_ count: Int) -> Text {
        Text("The service is being scaled to \(count).", "服务正在伸缩到 \(count) 个容器。")
    }
}
