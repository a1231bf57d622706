//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration

extension ClusterController {
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
