//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// What came of the tries at a run's tasks, and which tasks end without another.
extension JobReconciliation {
    /// Takes in how the containers of a run's tasks stand.
    mutating func settle(_ run: inout JobRun) {
        for index in run.tasks.indices where !run.tasks[index].state.isOver {
            let attempt = attempt(of: run.tasks[index], in: run)
            if let container = containers[Place(slot: run.tasks[index].slot, attempt: attempt)] {
                settle(&run.tasks[index], container)
            } else {
                settleMissing(&run.tasks[index])
            }
        }
        // Before the run moves on, what can't be started any more has failed.
        for index in run.tasks.indices where run.tasks[index].state == .pending {
            let slot = run.tasks[index].slot
            guard let failure = input.failures[slot], failure.attempts >= Self.actionFailures,
                failure.kind == .create || failure.kind == .start, input.inFlight[.slot(slot)] == nil
            else { continue }
            fail(&run.tasks[index], "can't be started: \(failure.message)", at: now)
        }
    }

    private mutating func settle(_ task: inout JobTask, _ observed: ObservedContainer) {
        let container = observed.status
        task.node = observed.node
        switch container.state {
        case .created, .removing:
            if !cluster.isReachable(observed.node), isGivenUp(observed.node, task) { giveUp(&task) }
        case .running, .paused, .restarting:
            if !cluster.isReachable(observed.node), isGivenUp(observed.node, task) { return giveUp(&task) }
            if task.state == .pending {
                task.state = .running
                task.started = container.started ?? now
                task.ended = nil
                task.exitCode = nil
                task.message = ""
            }
        case .exited, .dead:
            task.started = container.started ?? task.started
            task.exitCode = container.exitCode
            let ended = min(container.finished ?? now, now)
            if isEnding {
                // It was told to stop, whatever it made of that.
                cancel(&task)
                task.ended = ended
            } else if container.exitCode == 0, container.error.isEmpty {
                task.state = .succeeded
                task.ended = ended
                task.message = ""
            } else {
                fail(&task, container.text, at: ended)
            }
        }
    }

    /// A container that isn't there, or that nobody can see.
    private mutating func settleMissing(_ task: inout JobTask) {
        guard let node = task.node, input.inFlight[.slot(task.slot)] == nil else { return }
        guard cluster.condition(of: node) != nil else { return giveUp(&task) }
        if cluster.isReachable(node) {
            if task.state == .running {
                fail(&task, "was removed before it ended", at: now)
            } else if cluster.condition(of: node) == .drained {
                giveUp(&task)
            }
        } else if isGivenUp(node, task) {
            giveUp(&task)
        }
    }

    /// Whether a lost node is waited for no longer, as the service may go elsewhere.
    private mutating func isGivenUp(_ node: NodeID, _ task: JobTask) -> Bool {
        guard let service = application.spec.service(task.slot.service), service.reschedule != .off, !service.isGlobal,
            let since = input.lostSince[node]
        else { return false }
        let due = since + input.rescheduleAfter
        if due > now { wake(at: due) }
        return due <= now
    }

    /// Has another try made in place of one whose node is gone; it costs none of the service's tries if that is
    /// what the service asked for.
    private func giveUp(_ task: inout JobTask) {
        if isGlobal(task) {
            task.state = .failed
            task.message = "was on a node that is gone"
            return
        }
        let mayMove = application.spec.service(task.slot.service)?.reschedule != .off
        if task.state == .pending || mayMove {
            task.attempt += 1
            task.state = .pending
            task.node = nil
        } else {
            fail(&task, "was on a node that is gone", at: now)
        }
    }

    private func isGlobal(_ task: JobTask) -> Bool {
        application.spec.service(task.slot.service)?.isGlobal ?? false
    }

    private func fail(_ task: inout JobTask, _ message: String, at time: Timestamp) {
        task.failures += 1
        task.message = String(message.prefix(Self.messageLimit))
        task.ended = time
        let service = application.spec.service(task.slot.service)
        guard !isEnding, task.failures <= service?.retryCount ?? 0 else {
            task.state = isEnding ? .canceled : .failed
            return
        }
        task.state = .pending
        task.attempt += 1
        if !isGlobal(task) { task.node = nil }
        task.dueAt = now + BackOff.delay(afterAttempts: task.failures)
    }

    // MARK: Ending

    /// Cancels a task when something that it needs has failed.
    mutating func cancelWithoutNeeds(_ run: inout JobRun, _ index: Int) {
        let task = run.tasks[index]
        guard task.state == .pending, input.inFlight[.slot(task.slot)] == nil else { return }
        if let node = task.node, !cluster.isReachable(node) { return }
        let container = containers[Place(slot: task.slot, attempt: attempt(of: task, in: run))]
        guard container == nil || container?.status.state == .created else { return }
        let service = task.slot.service
        for name in order.dependencies[service] ?? [] {
            guard
                run.tasks.contains(where: { $0.slot.service == name && ($0.state == .failed || $0.state == .canceled) })
            else { continue }
            run.tasks[index].state = .canceled
            run.tasks[index].message = "was left out, as \(name) failed"
            return
        }
    }

    /// Ends a task whose run is to end.
    mutating func end(_ task: inout JobTask, of run: JobRun) {
        let place = Place(slot: task.slot, attempt: attempt(of: task, in: run))
        guard let node = task.node, let condition = cluster.condition(of: node) else { return cancel(&task) }
        if input.inFlight[.slot(task.slot)] != nil { return wait(task.slot, WaitReason(.engine, "is being created")) }
        guard condition.isReachable else {
            // What a lost node still runs is removed when it comes back.
            return condition == .lost ? cancel(&task) : wait(task.slot, awayReason(node))
        }
        guard let container = containers[place]?.status, container.isActive else { return cancel(&task) }
        guard input.inFlight[.container(container.id)] == nil, !isHeldBack(task.slot) else { return }
        let reason = run.ending?.message ?? "its run ends"
        emit(.stop(container.id, stopOptions(container)), task.slot, container.name, on: node, [reason])
    }

    private func cancel(_ task: inout JobTask) {
        task.state = .canceled
        task.ended = now
        if task.message.isEmpty { task.message = "was ended before it was done" }
    }
}
