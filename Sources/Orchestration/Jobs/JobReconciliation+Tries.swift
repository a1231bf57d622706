//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// The next tries at a run's tasks.
extension JobReconciliation {
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
