//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What a user asked of a job beside its template.
package struct JobOrders: Codable, Hashable, Sendable {
    /// How many runs were asked for, by a deploy or by hand; those asked for during one run come to one after it.
    package var requests = 0
    /// From when on the schedule counts: since the deploy, the start or the end of a suspension.
    package var scheduleFrom: Timestamp
    /// Whether the schedule is left out for now.
    package var isSuspended = false

    package init(scheduleFrom: Timestamp) { self.scheduleFrom = scheduleFrom }

    /// Takes in that the job was deployed, redeployed or started: without a schedule it runs, with one it waits.
    ///
    /// It is new when the schedule has changed or didn't count before, so that its past times are of no interest.
    package mutating func deploy(_ job: JobSpec, isNew: Bool, at now: Timestamp) {
        if job.schedule == nil { requests += 1 }
        if isNew { scheduleFrom = now }
    }
}

/// How far a job is; stored before anything that it says is done.
package struct JobState: Codable, Hashable, Sendable {
    /// The number of the last run that was begun.
    package internal(set) var lastNumber = 0
    /// How many of `JobOrders.requests` were answered by a run.
    package internal(set) var answeredRequests = 0
    /// Times of the schedule up to here had their run, or were skipped.
    package internal(set) var consideredUntil: Timestamp?
    /// The run under way.
    package internal(set) var current: JobRun?
    /// The services as they were when the current run began: an update counts from the next one on.
    package internal(set) var spec: ApplicationSpec?
    /// The last run that ended, with as much of it as is kept in the history.
    package internal(set) var previous: JobRun?

    package init() {}

    /// As if no run were under way, and none had been.
    package var betweenRuns: JobState {
        var state = JobState()
        state.lastNumber = lastNumber
        state.answeredRequests = answeredRequests
        return state
    }
}

/// One run of a job.
package struct JobRun: Codable, Hashable, Sendable {
    package enum Cause: String, Codable, Hashable, Sendable {
        case schedule
        /// Somebody asked for it, or deployed the job.
        case request
    }

    package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
        /// Every task ended with the exit code 0.
        case succeeded
        case failed
        /// The application was stopped meanwhile.
        case stopped
        case timedOut
    }

    /// Why a run ends before its tasks have.
    package struct Ending: Codable, Hashable, Sendable {
        package var outcome: Outcome
        package var message: String
    }

    /// How many tasks a run in the history is kept with.
    package static let historyTasks = 100

    /// From 1, for each application.
    package var number: Int
    /// The application's version that it runs.
    package var version: String
    package var cause: Cause
    /// The time of the schedule that it stands for.
    package var scheduled: Timestamp?
    package var started: Timestamp
    package internal(set) var ended: Timestamp?
    package internal(set) var outcome: Outcome?
    /// Why it didn't succeed, for people.
    package internal(set) var message = ""
    /// Times of the schedule before its own for which nothing ran: the server was away.
    package internal(set) var missed = 0
    /// Times of the schedule that came while it ran, and were left out.
    package internal(set) var skipped = 0
    package internal(set) var ending: Ending?
    package internal(set) var tasks: [JobTask]
    /// How many tasks it has, more perhaps than the history keeps.
    package internal(set) var total: Int
    package internal(set) var succeeded = 0

    package init(number: Int, version: String, cause: Cause, started: Timestamp, tasks: [JobTask]) {
        self.number = number
        self.version = version
        self.cause = cause
        self.started = started
        self.tasks = tasks
        total = tasks.count
    }

    /// The tries that its tasks are at.
    package var attempts: [ContainerSlot: TaskAttempt] {
        Dictionary(
            tasks.map { ($0.slot, TaskAttempt(run: number, number: $0.attempt)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// With no more tasks than the history keeps; those that didn't succeed go first.
    var forHistory: JobRun {
        guard tasks.count > Self.historyTasks else { return self }
        var run = self
        let others = tasks.filter { $0.state != .succeeded } + tasks.filter { $0.state == .succeeded }
        run.tasks = others.prefix(Self.historyTasks).sorted { $0.slot < $1.slot }
        return run
    }
}

/// One container's part of a run, with all tries at it.
package struct JobTask: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case pending
        case running
        case succeeded
        /// The last try that it was allowed failed.
        case failed
        /// It never ran to its end, as the run was ended or what it needs failed.
        case canceled

        package var isOver: Bool { self != .pending && self != .running }
    }

    package var slot: ContainerSlot
    /// Which try it is at, from 1.
    package internal(set) var attempt = 1
    /// Tries that failed.
    package internal(set) var failures = 0
    package internal(set) var state = State.pending
    /// Where the present try is made, or was.
    package internal(set) var node: NodeID?
    /// Before this the next try isn't made.
    package internal(set) var dueAt: Timestamp?
    /// Of the last try, by its node's clock.
    package internal(set) var started: Timestamp?
    package internal(set) var ended: Timestamp?
    package internal(set) var exitCode: Int?
    /// Why the last try failed, for people.
    package internal(set) var message = ""

    package init(slot: ContainerSlot) { self.slot = slot }
}
