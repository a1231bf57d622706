//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

/// Applications that run to their end: what people ask of them.
extension ClusterController {
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

    func orders(of record: ApplicationRecord) throws -> JobOrders {
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
}
