//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension JobReconciliation {
    /// Begins a run when it is time, or when one was asked for.
    mutating func begin() {
        guard let orders = application.jobOrders else { return }
        if orders.requests > job.answeredRequests {
            job.answeredRequests = orders.requests
            return begin(.request)
        }
        guard let timetable = timetable(orders) else { return }
        guard let (time, count) = timetable.due(through: now) else {
            if let next = timetable.next { wake(at: next) }
            return
        }
        job.consideredUntil = now
        begin(.schedule) { run in
            run.scheduled = time
            run.missed = count - 1
        }
    }

    private mutating func begin(_ cause: JobRun.Cause, _ body: (inout JobRun) -> Void = { _ in }) {
        job.lastNumber += 1
        job.spec = application.spec
        var run = JobRun(
            number: job.lastNumber,
            version: application.version,
            cause: cause,
            started: now,
            tasks: order.services.flatMap(tasks)
        )
        body(&run)
        output.begun = run
        advance(&run)
    }

    private func tasks(of service: ServiceSpec) -> [JobTask] {
        guard service.isGlobal else {
            return (0..<max(0, service.scale)).map {
                JobTask(slot: ContainerSlot(service: service.name, number: $0 + 1))
            }
        }
        let rules = PlacementRules(service, application: application.name)
        let nodes = cluster.nodes.filter { $0.condition != .drained && $0.condition != .lost && rules.admits($0) }
        return nodes.enumerated().map { index, node in
            var task = JobTask(slot: ContainerSlot(service: service.name, number: index + 1))
            task.node = node.id
            return task
        }
    }

    /// The times that are still to be dealt with; nil when the schedule doesn't count now.
    func timetable(_ orders: JobOrders) -> JobTimetable? {
        guard !orders.isSuspended, let spec = application.jobSpec, spec.schedule != nil else { return nil }
        return JobTimetable(job: spec, from: max(job.consideredUntil ?? orders.scheduleFrom, orders.scheduleFrom))
    }

    /// Brings a run on: ends it when it is over, else does what its tasks need.
    mutating func advance(_ run: inout JobRun) {
        if application.intent == .stop, run.ending == nil {
            run.ending = JobRun.Ending(outcome: .stopped, message: "the application was stopped")
        }
        if let seconds = application.spec.job?.timeLimitSeconds, run.ending == nil {
            let limit = run.started + .seconds(seconds)
            if limit <= now {
                run.ending = JobRun.Ending(outcome: .timedOut, message: "it took longer than its limit of \(seconds) s")
            } else {
                wake(at: limit)
            }
        }
        for index in run.tasks.indices where !run.tasks[index].state.isOver {
            if run.ending == nil { cancelWithoutNeeds(&run, index) } else { end(&run.tasks[index], of: run) }
        }
        if run.tasks.allSatisfy(\.state.isOver) { return close(&run) }
        if run.ending == nil {
            for index in run.tasks.indices { pursue(&run, index) }
        }
        // What couldn't be made may have been the last.
        if run.tasks.allSatisfy(\.state.isOver) { return close(&run) }
        job.current = run
    }

    private mutating func close(_ run: inout JobRun) {
        let last = run.tasks.compactMap(\.ended).max() ?? now
        let end = min(max(last, run.started), now)
        run.ended = end
        run.succeeded = run.tasks.count { $0.state == .succeeded }
        let failed = run.tasks.filter { $0.state != .succeeded }
        if run.tasks.isEmpty, application.spec.services.contains(where: \.isGlobal) {
            run.outcome = .failed
            run.message = "it runs on every node, and there is none that takes it"
        } else if failed.isEmpty {
            run.outcome = .succeeded
        } else {
            run.outcome = run.ending?.outcome ?? .failed
            run.message = run.ending?.message ?? Self.message(of: failed)
        }
        if let orders = application.jobOrders, let due = timetable(orders)?.due(through: end) {
            run.skipped = due.count
            job.consideredUntil = end
        }
        run.ending = nil
        let kept = run.forHistory
        output.ended = kept
        job.previous = kept
        job.spec = nil
        if let orders = application.jobOrders, let next = timetable(orders)?.next { wake(at: next) }
    }

    /// What failed first, and how many others did.
    private static func message(of failed: [JobTask]) -> String {
        guard let first = failed.first(where: { $0.state == .failed }) ?? failed.first else { return "" }
        let others = failed.count - 1
        return "\(first.slot.service) \(first.slot.number) \(first.message)"
            + (others == 0 ? "" : ", and \(others) \(others == 1 ? "other" : "others")")
    }
}
