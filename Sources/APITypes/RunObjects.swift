//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What an application is as a job: nil in applications that are kept running.
package struct JobObject: Codable, Sendable, Hashable {
    /// As in the template; nil for a job that runs once at each deploy.
    package var schedule: String?
    /// When it runs next by its schedule, if that counts now.
    package var next: String?
    package var isSuspended = false
    /// Whether a run was asked for that hasn't begun yet.
    package var isRequested = false
    /// The run under way.
    package var current: RunObject?
    /// The last run that ended.
    package var last: RunObject?

    package init() {}

    enum CodingKeys: String, CodingKey {
        case schedule, next, current, last
        case isSuspended = "is_suspended"
        case isRequested = "is_requested"
    }
}

/// One run of a job.
///
/// Times are RFC 3339 with fractional seconds.
package struct RunObject: Codable, Sendable, Hashable {
    /// One container's part of it.
    package struct Task: Codable, Sendable, Hashable {
        package var service: String
        package var number: Int
        /// The name of the container of its last try.
        package var container = ""
        /// `pending`, `running`, `succeeded`, `failed` or `canceled`.
        package var state = ""
        package var attempts = 1
        package var node = ""
        package var started: String?
        package var ended: String?
        package var exitCode: Int?
        /// Why the last try failed, or empty.
        package var message = ""

        package init(service: String, number: Int) {
            self.service = service
            self.number = number
        }

        enum CodingKeys: String, CodingKey {
            case service, number, container, state, attempts, node, started, ended, message
            case exitCode = "exit_code"
        }
    }

    /// From 1, for each application.
    package var number: Int
    package var version: String
    /// `schedule` or `request`.
    package var cause = ""
    /// The time of the schedule that it is for.
    package var scheduled: String?
    package var started: String
    package var ended: String?
    /// `running`, `stopping`, `succeeded`, `failed`, `stopped` or `timedOut`.
    package var state = ""
    package var message = ""
    /// Times of the schedule before its own that nothing ran for, and those that came while it ran.
    package var missed = 0
    package var skipped = 0
    package var taskCount = 0
    package var succeededCount = 0
    /// A hundred at most once it has ended, those that didn't succeed first; none in lists.
    package var tasks: [Task]?

    package init(number: Int, version: String, started: String) {
        self.number = number
        self.version = version
        self.started = started
    }

    enum CodingKeys: String, CodingKey {
        case number, version, cause, scheduled, started, ended, state, message, missed, skipped, tasks
        case taskCount = "task_count"
        case succeededCount = "succeeded_count"
    }
}
