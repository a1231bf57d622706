//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Measurements of a service's own: `aliyun.monitoring.*`; only checked here.
enum MonitoringLabels {
    static let prefix = "aliyun.monitoring."

    static let names = [
        "script", "http", "tags", "format", "interval", "conf", "reload", "addon.influxdb",
        "addon.influxdb_retention_policy", "addon.prometheus",
    ]

    static func check(_ labels: LabelSet) {
        for name in names where name != "interval" { _ = labels[prefix + name]?.nonEmptyText("a value") }
        _ = labels[prefix + "interval"]?.integer(in: 1...86400)
        if let field = labels[prefix + "http"], labels.contains(prefix + "script") {
            field.error("a service is measured by a script or by HTTP", "keep one of the two labels")
        }
        for name in ["addon.influxdb", "addon.prometheus"] {
            guard let field = labels[prefix + name], let text = field.text() else { continue }
            if !text.hasPrefix("http://"), !text.hasPrefix("https://") {
                field.refuse(text, "the URL of the service, such as http://influxdb:8086")
            }
        }
    }
}
