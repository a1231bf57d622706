//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// Where an application stands on its way to the state it was asked for.
enum DeployOutcome: Hashable {
    case underWay
    case runs
    /// No container runs, and none has to: a scale of zero, and jobs that are done.
    case rests
    /// What is missing won't come; why, without repetitions.
    case failed(reasons: [String])
    /// The update failed, and the version before runs again.
    case rolledBack(version: String, reason: String)
    /// The update failed and was stopped.
    case halted(version: String, reason: String)
    /// What is missing, so many containers, fits on no node; why, without repetitions.
    case unplaceable(count: Int, reasons: [String])
    /// The run of a job ended.
    case ended(RunObject)
    /// The job waits for its time; nil while its schedule doesn't count.
    case scheduled(next: String?)

    /// With `earlierRun`, a run of a job was asked for, and that is the number of the last one before.
    init(of project: Project, after earlierRun: Int? = nil) {
        let missing = (project.services ?? []).flatMap { $0.waiting.values }
        let reasons = Set(missing).sorted()
        if let job = project.job {
            if let outcome = Self.outcome(of: job, after: earlierRun) {
                self = outcome
                return
            }
            guard project.currentState == "launching", missing.contains(where: Self.isRefusal) else {
                self = .underWay
                return
            }
        }
        let reason = project.update.map { "\($0.container) failed: \($0.message)" } ?? ""
        switch project.currentState {
        case "failed" where project.update?.phase == .halted:
            self = .halted(version: project.update?.version ?? "", reason: reason)
        case "running" where project.update?.phase == .rolledBack:
            self = .rolledBack(version: project.update?.version ?? "", reason: reason)
        case "running":
            self = .runs
        case "stopped":
            self = .rests
        case _ where missing.isEmpty:
            self = .underWay
        case _
        where project.update?.phase != .updating
            && missing.allSatisfy({ $0.hasPrefix("it exited with") || $0.contains(", which failed") }):
            self = .failed(reasons: reasons)
        case _ where missing.allSatisfy(Self.isRefusal):
            self = .unplaceable(count: missing.count, reasons: reasons)
        default:
            self = .underWay
        }
    }

    private static func isRefusal(_ reason: String) -> Bool {
        reason.hasPrefix("fits on no node") || reason.hasPrefix("the cluster has no node")
    }

    /// What there is to tell of a job; nil while its run is under way.
    private static func outcome(of job: JobObject, after earlierRun: Int?) -> DeployOutcome? {
        guard let earlierRun else {
            if job.schedule != nil { return .scheduled(next: job.next) }
            guard !job.isRequested, job.current == nil else { return nil }
            return job.last.map { .ended($0) }
        }
        // Its schedule may have another run begun right after the one that was asked for.
        guard !job.isRequested, let last = job.last, last.number > earlierRun,
            last.cause == "request" || job.current == nil
        else { return nil }
        return .ended(last)
    }
}
