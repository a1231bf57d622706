//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How an application that runs to its end does so: labels of its template.
package struct JobSpec: Codable, Hashable, Sendable {
    /// China Standard Time, in which `aliyun.schedule` has always been read.
    package static let defaultOffsetMinutes = 480

    /// When it runs; nil for once at each deploy.
    package var schedule: CronSchedule?
    /// East of UTC, the time that the schedule is read in; nil for `defaultOffsetMinutes`.
    package var offsetMinutes: Int?
    /// How long a run may take before it is stopped; nil for as long as it wants.
    package var timeLimitSeconds: Int?

    package init(schedule: CronSchedule? = nil) {
        self.schedule = schedule
    }

    /// The first time of the schedule after another time; nil without a schedule.
    package func next(after time: Timestamp) -> Timestamp? {
        schedule?.next(after: time, offsetMinutes: offsetMinutes ?? Self.defaultOffsetMinutes)
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

extension ContainerRemoval {
    /// Whether a container goes that ended well, or not.
    package func removes(hasSucceeded: Bool) -> Bool {
        switch self {
        case .none: false
        case .finished: hasSucceeded
        case .failed: !hasSucceeded
        case .all: true
        }
    }
}

/// Which container of a job one is: the place's `number`th try in a run.
package struct TaskAttempt: Codable, Hashable, Sendable {
    /// Runs of an application count from 1.
    package var run: Int
    /// From 1; each try has a container of its own.
    package var number: Int

    package init(run: Int, number: Int) {
        self.run = run
        self.number = number
    }
}

extension ContainerSlot {
    /// The name of a job's container: `{application}_{service}_{number}_run{run}`, with `_try{n}` from the second on.
    package func containerName(
        application: ApplicationName,
        spec: ServiceSpec,
        attempt: TaskAttempt
    ) -> String {
        containerName(application: application, spec: spec) + "_run\(attempt.run)"
            + (attempt.number == 1 ? "" : "_try\(attempt.number)")
    }
}

extension ContainerStatus {
    /// Which container of a job it is, by its labels; nil when it belongs to none.
    package var attempt: TaskAttempt? {
        guard let run = labels[ContainerLabels.run].flatMap({ Int($0) }),
            let number = labels[ContainerLabels.attempt].flatMap({ Int($0) })
        else { return nil }
        return TaskAttempt(run: run, number: number)
    }

    /// Whether it belongs to a job and has ended, so that it is there for its log alone.
    package var isEndedTask: Bool { attempt != nil && (state == .exited || state == .dead) }
}
