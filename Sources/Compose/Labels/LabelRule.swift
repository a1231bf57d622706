//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What becomes of a label, or of all that start alike.
struct LabelRule: Sendable {
    enum Effect: Sendable {
        /// It does what it says.
        case delivered
        /// It is read and checked, but nobody acts on it in this version.
        case later
        /// The containers carry it, and that is all; why.
        case plain(String)
        /// It belongs to the nodes' engines.
        case node
        /// Gantry sets it itself.
        case own
    }

    let name: String
    /// Whether the user's own name or number follows.
    let isPrefix: Bool
    let effect: Effect

    init(_ name: String, _ effect: Effect, isPrefix: Bool = false) {
        self.name = name
        self.isPrefix = isPrefix
        self.effect = effect
    }

    /// The name as people see it.
    var shownName: String { isPrefix ? name + "…" : name }

    func matches(_ label: String) -> Bool {
        isPrefix ? label.hasPrefix(name) && label.utf8.count > name.utf8.count : label == name
    }
}

extension LabelRule {
    /// Every label that means something, the most exact first.
    static let all: [LabelRule] = delivered + later + plain + foreign

    private static let delivered: [LabelRule] =
        [
            "aliyun.scale", "aliyun.global", "aliyun.depends", "aliyun.latest_image",
            "aliyun.rolling_updates", "aliyun.rolling_updates.parallelism",
            "aliyun.probe.url", "aliyun.probe.cmd", "aliyun.probe.timeout_seconds",
            "aliyun.probe.initial_delay_seconds", "aliyun.routing.session_sticky", "aliyun.gpu",
            "aliyun.routing.timeout_setting", "aliyun.routing.extra_setting", "aliyun.routing.ssl_cert",
            "aliyun.routing.gzip",
            ContainerLabels.constraints, ContainerLabels.affinities,
            ContainerLabels.whitelists, ContainerLabels.reschedulePolicies,
        ].map { LabelRule($0, .delivered) }
        + JobLabels.names.map { LabelRule($0, .delivered) }
        + ProxyLabels.names.map { LabelRule(ProxyLabels.prefix + $0, .delivered) }
        + [ProxyLabels.addon, ProxyLabels.formerAddon].map { LabelRule($0, .delivered) }
        + ["aliyun.routing.port_", "aliyun.lb.port_"].map { LabelRule($0, .delivered, isPrefix: true) }

    private static let later: [LabelRule] =
        [
            "aliyun.log_project", "aliyun.log.timestamp", "aliyun.logs", "aliyun.routing.weight",
        ].map { LabelRule($0, .later) }
        + AutoScalingLabels.names.map { LabelRule($0, .later) }
        + MonitoringLabels.names.map { LabelRule(MonitoringLabels.prefix + $0, .later) }
        + ["aliyun.log_store_", "aliyun.log_ttl_", "aliyun.logs."].map {
            LabelRule($0, .later, isPrefix: true)
        }

    private static let plain: [LabelRule] =
        [
            LabelRule("aliyun.routing.worker", .plain("the routers use all processors of their nodes")),
            LabelRule(
                ProxyLabels.prefix + "APPSESSION",
                .plain("HAProxy has no sessions by application any more; use aliyun.proxy.COOKIE")
            ),
            LabelRule("aliyun.vip.port_", .plain("its meaning was never published"), isPrefix: true),
        ]

    private static let foreign: [LabelRule] =
        ["aliyun.node_index", "aliyun.zone", "aliyun.reschedule"].map { LabelRule($0, .node) }
        + [
            ContainerLabels.project, ContainerLabels.service, ContainerLabels.number, ContainerLabels.configHash,
            ContainerLabels.cluster, ContainerLabels.application, ContainerLabels.probe,
            ContainerLabels.gpus, ContainerLabels.reservedMemory, ContainerLabels.reservedCPU,
            ContainerLabels.run, ContainerLabels.attempt,
        ].map { LabelRule($0, .own) }
}
