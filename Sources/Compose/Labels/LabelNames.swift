//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Which labels mean something, and what becomes of the others.
enum LabelNames {
    static let prefix = "aliyun."

    /// Labels that have their effect in this version.
    private static let delivered: Set<String> = [
        "aliyun.scale", "aliyun.global", "aliyun.depends", "aliyun.latest_image",
        "aliyun.rolling_updates", "aliyun.rolling_updates.parallelism",
        "aliyun.probe.url", "aliyun.probe.cmd", "aliyun.probe.timeout_seconds", "aliyun.probe.initial_delay_seconds",
        "aliyun.routing.session_sticky", "aliyun.log.timestamp", "aliyun.logs", "aliyun.gpu",
    ]

    /// The same for labels that end in a name or a number of the user's.
    private static let deliveredPrefixes = [
        "aliyun.routing.port_", "aliyun.log_store_", "aliyun.log_ttl_",
    ]

    /// Labels of the product's that have no effect yet.
    private static let later: Set<String> = {
        var names: Set<String> = [
            "aliyun.custom_addon", "aliyun.addon", "aliyun.log_project",
            "aliyun.project_type", "aliyun.schedule", "aliyun.retry_count", "aliyun.remove_containers",
        ]
        names.formUnion(
            ["weight", "ssl_cert", "extra_setting", "timeout_setting", "worker"].map { "aliyun.routing.\($0)" }
        )
        names.formUnion(
            [
                "APPSESSION", "BALANCE", "COOKIE", "DEFAULT_SSL_CERT", "EXCLUDE_PORTS", "EXTRA_ROUTE_SETTINGS",
                "EXTRA_SETTINGS", "FORCE_SSL", "GZIP_COMPRESSION_TYPE", "HEALTH_CHECK", "HSTS_MAX_AGE", "HTTP_CHECK",
                "OPTION", "SSL_CERT", "TCP_PORTS", "VIRTUAL_HOST", "VIRTUAL_HOST_WEIGHT", "required",
            ].map { "aliyun.proxy.\($0)" }
        )
        let scaling = [
            "step", "period", "min_instances", "max_instances", "min_cpu", "max_cpu", "min_memory", "max_memory",
            "min_internetInRate", "max_internetInRate", "min_internetOutRate", "max_internetOutRate",
        ]
        names.formUnion(scaling.map { "aliyun.auto_scaling.\($0)" })
        // A spelling that was once printed in the product's own documents.
        names.insert("aliyun.auto.scaling.min_internetOutRate")
        names.formUnion(
            [
                "script", "http", "tags", "format", "interval", "conf", "reload", "addon.influxdb",
                "addon.influxdb_retention_policy", "addon.prometheus",
            ].map { "aliyun.monitoring.\($0)" }
        )
        return names
    }()

    private static let laterPrefixes = ["aliyun.lb.port_", "aliyun.vip.port_", "aliyun.logs."]

    /// Labels that belong to the nodes' engines.
    private static let nodeLabels: Set<String> = ["aliyun.node_index", "aliyun.zone", "aliyun.reschedule"]

    /// Labels that Gantry puts on its containers itself.
    private static let own: Set<String> = [
        ContainerLabels.project, ContainerLabels.service, ContainerLabels.number, ContainerLabels.configHash,
        ContainerLabels.cluster, ContainerLabels.application, ContainerLabels.probe,
        ContainerLabels.gpus,
    ]

    private static let suggestions =
        Array(delivered) + Array(later) + deliveredPrefixes.map { $0 + "…" } + laterPrefixes.map { $0 + "…" }

    /// Reports the labels without an effect, and those that nobody knows.
    static func check(_ labels: LabelSet) {
        for name in labels.names {
            guard let field = labels[name] else { continue }
            check(name, field)
        }
    }

    /// Reports a template's own label, which stands beside the services.
    static func checkTopLevel(_ pair: FieldPair) {
        check(pair.name, pair.field)
        if isDelivered(pair.name) {
            pair.field.warning("this label has no effect on the whole template", "write it under a service's labels")
        }
    }

    private static func check(_ name: String, _ field: Field) {
        if later.contains(name) || laterPrefixes.contains(where: { isExtended(name, $0) }) {
            field.warning(
                "the label \(name) has no effect yet in this version; the containers still carry it",
                "leave it for a later version, or remove it"
            )
        } else if own.contains(name) {
            field.warning("the label \(name) is set by Gantry itself; this value has no effect", "remove the label")
        } else if nodeLabels.contains(name) {
            field.error("the label \(name) belongs to nodes, not to services", "remove the label")
        } else if name.hasPrefix(prefix), !isDelivered(name) {
            reportUnknown(name, field)
        }
    }

    private static func isDelivered(_ name: String) -> Bool {
        delivered.contains(name) || deliveredPrefixes.contains { isExtended(name, $0) }
    }

    private static func isExtended(_ name: String, _ prefix: String) -> Bool {
        name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count
    }

    private static func reportUnknown(_ name: String, _ field: Field) {
        let nearest = field.problems.isFull ? nil : NameSuggestion.nearest(to: name, in: suggestions)
        field.error(
            "the label \(quoted(name)) is not known",
            nearest.map { "did you mean \($0)?" } ?? "remove it, or choose a name that does not start with \(prefix)"
        )
    }
}
