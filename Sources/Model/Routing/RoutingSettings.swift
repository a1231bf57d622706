//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How the routers treat the requests to a service.
package struct RoutingSettings: Codable, Hashable, Sendable {
    /// `aliyun.routing.timeout_setting`.
    package var timeouts = RoutingTimeouts()
    /// `aliyun.routing.extra_setting`.
    package var directives: [BackendDirective] = []
    /// Whether answers are compressed for clients that understand it: `aliyun.routing.gzip`.
    package var compresses = false

    package init() {}
}

/// A setting of a service's routes that is refused.
package struct RoutingSettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let reason: String
    package let remedy: String

    package init(_ reason: String, _ remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }

    package var description: String { "\(reason); \(remedy)" }

    /// A text of the user's as an error shows it: its beginning, and nothing that a terminal would act on.
    package static func shown(_ text: some StringProtocol) -> String {
        let limit = 60
        let start = text.unicodeScalars.prefix(limit).map { scalar in
            (0x20..<0x7f).contains(scalar.value) ? String(scalar) : "?"
        }
        return "'" + start.joined() + (text.unicodeScalars.count > limit ? "…'" : "'")
    }
}
