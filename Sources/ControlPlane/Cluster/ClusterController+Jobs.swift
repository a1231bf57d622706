//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Logging
import Model
import Orchestration
import Store

/// Applications that run to their end: what people ask of them, and what is kept of their runs.
extension ClusterController {
    /// How many runs of an application the history keeps.
    static let keptRuns = 100

    // MARK: Requests

    /// Has a job run once, beside what its schedule says.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` while it runs, or while it is stopped.
    func requestRun(_ name: String) async throws {
        let runtime = try existing(name)
        let record = runtime.record
        let orders = try orders(of: record)
        guard record.intent == .run else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): is stopped; start it with `gantry app start \(name)`"
            )
        }
        if let run = runtime.state.job.current {
            throw ControlPlaneError(
                .conflict,
                "application \(name): run \(run.number) is under way, and only one is at a time; wait for its end, "
                    + "or end it with `gantry app stop \(name)`"
            )
        }
        guard orders.requests <= runtime.state.job.answeredRequests else {
            throw ControlPlaneError(.conflict, "application \(name): a run is about to begin; wait for its end")
        }
        try await change(record.id) { $0.job?.requests += 1 }
        await note("run.requested", "\(name): a run was asked for", record)
    }

    /// Leaves the schedule of a job out until it is resumed; a run under way goes on.
    func setSuspended(_ name: String, _ isSuspended: Bool) async throws {
        let record = try existing(name).record
        let orders = try orders(of: record)
        guard record.spec.job?.schedule != nil else {
            throw ControlPlaneError(
                .invalid,
                "application \(name): has no schedule (aliyun.schedule), so there is nothing to suspend"
            )
        }
        guard orders.isSuspended != isSuspended else { return }
        try await change(record.id) { record in
            record.job?.isSuspended = isSuspended
            // What was left out is not made up for.
            if !isSuspended { record.job?.scheduleFrom = now }
        }
        await note(
            isSuspended ? "job.suspended" : "job.resumed",
            "\(name): its schedule \(isSuspended ? "is suspended" : "counts again")",
            record
        )
    }

    private func orders(of record: ApplicationRecord) throws -> JobOrders {
        guard let orders = record.job else {
            throw ControlPlaneError(
                .invalid,
                "application \(record.name): is kept running, so it has no runs; "
                    + "jobs have the label aliyun.project_type: batch at the top of their template"
            )
        }
        return orders
    }

    func refuseJob(_ record: ApplicationRecord, _ act: String) throws {
        guard record.job != nil else { return }
        throw ControlPlaneError(
            .invalid,
            "application \(record.name): is a job, whose services can't be \(act); use `gantry app stop` and `app run`"
        )
    }

    /// Refuses to make a job of what is kept running, or the other way round, and jobs beside each other.
    func checkKind(of spec: ApplicationSpec, _ current: ApplicationRecord, isBlueGreen: Bool) throws {
        guard (spec.job != nil) == (current.job != nil) else {
            throw ControlPlaneError(
                .invalid,
                spec.job == nil
                    ? "application \(current.name): is a job, and the template has no label aliyun.project_type; "
                        + "remove the application first, or choose another name"
                    : "application \(current.name): is kept running, and the template makes it a job; "
                        + "remove the application first, or choose another name"
            )
        }
        guard spec.job == nil || !isBlueGreen else {
            throw ControlPlaneError(
                .invalid,
                "application \(current.name): is a job, which serves nobody, so it has no blue-green release; "
                    + "leave the update method out"
            )
        }
    }

    // MARK: Runs

    /// What stores how far a job is, with the run that ended.
    func jobOperations(_ output: ReconcileOutput, of runtime: ApplicationRuntime) throws -> [StoreOperation] {
        guard let job = output.job, job != runtime.state.job else { return [] }
        let application = runtime.record.id
        var operations = [
            StoreOperation.put(key: StoreKeys.job(id, application), value: try Repository.encode(job))
        ]
        if let run = output.ended {
            let key = StoreKeys.run(id, application, run.number)
            operations.append(.put(key: key, value: try Repository.encode(run)))
            let expired = run.number - Self.keptRuns
            if expired > 0 { operations.append(.delete(key: StoreKeys.run(id, application, expired))) }
        }
        return operations
    }

    /// Takes in how far a job is, once that is stored, and tells of it.
    func take(_ job: JobState, _ output: ReconcileOutput, of id: ApplicationID) async {
        applications[id]?.take(job)
        // A run that ended makes room for the next one, which may be of another version.
        markDirty(id)
        guard let name = applications[id]?.record.name else { return }
        if let run = output.begun { await tell(begin: run, of: name) }
        if let run = output.ended { await tell(end: run, of: name) }
    }

    private func tell(begin run: JobRun, of name: ApplicationName) async {
        var text = "run \(run.number) of \(name) begins, "
        text += run.scheduled.map { "for its schedule's \($0)" } ?? "as was asked for"
        if run.missed > 0 { text += "; \(run.missed) times before it were missed" }
        await events.record("run.started", text, about: .init(project: name.rawValue))
    }

    private func tell(end run: JobRun, of name: ApplicationName) async {
        guard let outcome = run.outcome else { return }
        var text = "run \(run.number) of \(name) "
        switch outcome {
        case .succeeded: text += "succeeded"
        case .failed: text += "failed: \(run.message)"
        case .stopped: text += "was stopped: \(run.message)"
        case .timedOut: text += "was ended: \(run.message)"
        }
        if run.skipped > 0 { text += "; \(run.skipped) times of its schedule came meanwhile and were left out" }
        let isFailure = outcome == .failed || outcome == .timedOut
        await events.record(
            "run.\(outcome.rawValue)",
            text,
            level: isFailure ? "error" : "info",
            about: .init(project: name.rawValue)
        )
    }

    // MARK: Showing

    /// The runs of a job, the one under way or the last first; without their tasks.
    func runs(of name: String) async throws -> [RunObject] {
        let record = try existing(name).record
        _ = try orders(of: record)
        let kept = try await repository.list(JobRun.self, prefix: StoreKeys.runs(id, record.id))
        let current = applications[record.id]?.state.job.current
        let others = kept.reversed().filter { $0.number != current?.number }
        return ([current].compactMap { $0 } + others).map { object($0, of: record, tasks: false) }
    }

    func run(_ number: Int, of name: String) async throws -> RunObject {
        let runtime = try existing(name)
        _ = try orders(of: runtime.record)
        if let current = runtime.state.job.current, current.number == number {
            return object(current, of: runtime.record, tasks: true)
        }
        guard let run = try await repository.get(JobRun.self, StoreKeys.run(id, runtime.record.id, number)) else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: application \(name) has no run \(number); `gantry app runs \(name)` lists the last "
                    + "\(Self.keptRuns)"
            )
        }
        return object(run, of: runtime.record, tasks: true)
    }

    /// What is shown of a job with its application; nil for an application that is kept running.
    func jobObject(of runtime: ApplicationRuntime) -> JobObject? {
        guard let orders = runtime.record.job else { return nil }
        let job = runtime.state.job
        var object = JobObject()
        object.schedule = runtime.record.spec.job?.schedule?.text
        object.isSuspended = orders.isSuspended
        object.isRequested = orders.requests > job.answeredRequests
        object.current = job.current.map { self.object($0, of: runtime.record, tasks: true) }
        object.last = job.previous.map { self.object($0, of: runtime.record, tasks: true) }
        if !orders.isSuspended, runtime.record.intent == .run {
            object.next = runtime.record.spec.job?.next(after: now)?.description
        }
        return object
    }

    private func object(_ run: JobRun, of record: ApplicationRecord, tasks: Bool) -> RunObject {
        var object = RunObject(number: run.number, version: run.version, started: run.started.description)
        object.cause = run.cause.rawValue
        object.scheduled = run.scheduled?.description
        object.ended = run.ended?.description
        object.state = run.outcome?.rawValue ?? (run.ending == nil ? "running" : "stopping")
        object.message = run.message
        object.missed = run.missed
        object.skipped = run.skipped
        object.taskCount = run.total
        object.succeededCount = run.outcome == nil ? run.tasks.count { $0.state == .succeeded } : run.succeeded
        guard tasks else { return object }
        object.tasks = run.tasks.map { task in
            var shown = RunObject.Task(service: task.slot.service.rawValue, number: task.slot.number)
            shown.container = containerName(of: task, run, record)
            shown.state = task.state.rawValue
            shown.attempts = task.attempt
            shown.node = task.node.flatMap { nodes[$0]?.record.name } ?? ""
            shown.started = task.started?.description
            shown.ended = task.ended?.description
            shown.exitCode = task.exitCode
            shown.message = task.message
            return shown
        }
        return object
    }

    private func containerName(of task: JobTask, _ run: JobRun, _ record: ApplicationRecord) -> String {
        let spec = applications[record.id]?.state.spec.service(task.slot.service)
        return task.slot.containerName(
            application: record.name,
            spec: spec ?? ServiceSpec(name: task.slot.service, image: ""),
            attempt: TaskAttempt(run: run.number, number: task.attempt)
        )
    }
}
