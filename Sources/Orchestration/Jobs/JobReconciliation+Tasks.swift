//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension JobReconciliation {
    // MARK: What came of the tries

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
            if container.exitCode == 0, container.error.isEmpty {
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

    // MARK: What the tries need

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

    /// Has a task's next try made or started, unless it has to wait.
    mutating func pursue(_ run: inout JobRun, _ index: Int) {
        let task = run.tasks[index]
        guard !task.state.isOver, input.inFlight[.slot(task.slot)] == nil else { return }
        if let node = task.node, let condition = cluster.condition(of: node), !condition.isReachable {
            return wait(task.slot, awayReason(node))
        }
        guard task.state == .pending, let service = application.spec.service(task.slot.service) else { return }
        let attempt = attempt(of: task, in: run)
        if let reason = startWait(of: service, run) { return wait(task.slot, reason) }
        if let due = task.dueAt, due > now {
            return wait(
                task.slot,
                WaitReason(.restart, "\(task.message); tried again in \(BackOff.text(due - now))", until: due)
            )
        }
        if isHeldBack(task.slot) { return }
        if let observed = containers[Place(slot: task.slot, attempt: attempt)] {
            guard observed.status.state == .created, input.inFlight[.container(observed.status.id)] == nil else {
                return
            }
            let name = observed.status.name
            return emit(.start(observed.status.id), task.slot, name, on: observed.node, ["\(name) isn't started yet"])
        }
        let name = task.slot.containerName(application: application.name, spec: service, attempt: attempt)
        guard let (node, reasons) = place(task, service, named: name) else { return }
        run.tasks[index].node = node
        let cause = attempt.number == 1 ? "run \(run.number)" : "try \(attempt.number) of run \(run.number)"
        emit(.createTask(attempt), task.slot, name, on: node, [cause] + reasons)
    }

    private mutating func place(
        _ task: JobTask,
        _ service: ServiceSpec,
        named name: String
    ) -> (node: NodeID, reasons: [String])? {
        // It may be there already, although nobody has seen it.
        if let node = task.node { return (node, [service.isGlobal ? "one on each node" : "it belongs there"]) }
        if let known = refusedServices[service.name] {
            wait(task.slot, WaitReason(.placement, known.explanation, refusals: known))
            return nil
        }
        var container = ContainerReservation(application: application.name, service: service, slot: task.slot)
        container.name = name
        let rules = PlacementRules(service, application: application.name)
        switch Scheduler.place(PlacementRequest(container: container, rules: rules), in: &cluster) {
        case .node(let node, let reasons):
            cluster.add(container, on: node)
            return (node, reasons)
        case .refused(let refusals):
            refusedServices[service.name] = refusals
            wait(task.slot, WaitReason(.placement, refusals.explanation, refusals: refusals))
            return nil
        }
    }

    /// Why the tasks of a service may not start yet.
    private func startWait(of service: ServiceSpec, _ run: JobRun) -> WaitReason? {
        guard !isPlan else { return nil }
        for name in order.dependencies[service.name] ?? [] {
            let condition = service.dependConditions[name]
            for task in run.tasks where task.slot.service == name && task.state != .succeeded {
                let container = containers[Place(slot: task.slot, attempt: attempt(of: task, in: run))]?.status
                if condition != .completed, task.state == .running, container?.isServing ?? false { continue }
                let what = container?.text ?? "isn't there yet"
                return WaitReason(.order, "waits for \(name): its container \(task.slot.number) \(what)")
            }
        }
        return nil
    }
}
