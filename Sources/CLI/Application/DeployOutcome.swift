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

    init(of project: Project) {
        let missing = (project.services ?? []).flatMap { $0.waiting.values }
        let reasons = Set(missing).sorted()
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
        case _ where missing.allSatisfy({ $0.hasPrefix("fits on no node") || $0.hasPrefix("the cluster has no node") }):
            self = .unplaceable(count: missing.count, reasons: reasons)
        default:
            self = .underWay
        }
    }
}
