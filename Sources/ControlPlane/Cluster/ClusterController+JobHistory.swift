//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Store

/// What is kept and told of the runs of applications that run to their end.
extension ClusterController {
    /// How many runs of an application the history keeps.
    static let keptRuns = 100

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
}
