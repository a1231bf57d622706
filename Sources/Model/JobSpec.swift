//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How an application that runs to its end does so: the template's labels `aliyun.project_type` and `aliyun.schedule`.
package struct JobSpec: Codable, Hashable, Sendable {
    /// When it runs; nil for once, when it is deployed.
    package var schedule: CronSchedule?

    package init(schedule: CronSchedule? = nil) {
        self.schedule = schedule
    }
}

/// Which containers of a job are removed when they end: `aliyun.remove_containers`.
package enum ContainerRemoval: String, Codable, Hashable, Sendable, CaseIterable {
    case none = "remove-none"
    /// Those that ended with the exit code 0.
    case finished = "remove-finished"
    case failed = "remove-failed"
    case all = "remove-all"
}
