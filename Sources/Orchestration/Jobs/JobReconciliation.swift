//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// Decides what has to be done for an application that runs to its end.
///
/// Level-triggered like the reconciliation of others. What a run has come to is in its `JobState`: a container is
/// made once for each try at a task, under a name of its own, and a run begins only in a state that says so. As the
/// state is stored before anything is done, a crash at any point makes nothing run twice, and leaves nothing out.
struct JobReconciliation {
    /// The containers of so many runs are kept for their logs, where the template doesn't have them removed.
    static let keptRuns = 5
    /// After so many failures of an action in a row the try has failed.
    static let actionFailures = 3
    /// Of messages that go into the history, in characters.
    static let messageLimit = 500

    struct Place: Hashable {
        var slot: ContainerSlot
        var attempt: TaskAttempt
    }

    let input: ReconcileInput
    /// Whether it is to be shown what a run would do in the end, as if all that it waits for were there.
    let isPlan: Bool
    let order: StartOrder
    var cluster: ClusterView
    var job: JobState
    var containers: [Place: ObservedContainer] = [:]
    /// Whether the current run is to end before its tasks have.
    var isEnding = false
    /// Services that no node could take another container of.
    var refusedServices: [ServiceName: [NodeRefusal]] = [:]
    var output = ReconcileOutput()

    init(_ input: ReconcileInput, isPlan: Bool = false) {
        self.input = input
        self.isPlan = isPlan
        order = StartOrder(input.application.spec)
        cluster = input.cluster
        job = input.application.job
        for container in input.containers {
            guard container.status.applicationID == input.application.id, let slot = container.status.slot,
                let attempt = container.status.attempt, cluster.condition(of: container.node) != nil
            else { continue }
            // Of two of one try, the one on a node within reach is told what to do; the other is a stray.
            let place = Place(slot: slot, attempt: attempt)
            if let known = containers[place], cluster.isReachable(known.node) { continue }
            containers[place] = container
        }
    }

    var application: ApplicationState { input.application }
    var now: Timestamp { input.now }

    mutating func run() {
        if application.intent != .remove {
            if var run = job.current {
                job.current = nil
                isEnding = run.ending != nil || application.intent == .stop
                settle(&run)
                advance(&run)
            } else if application.intent == .run {
                begin()
            }
        }
        removeContainers()
        finish()
    }

    // MARK: Telling

    mutating func emit(_ work: Action.Work, _ slot: ContainerSlot, _ name: String, on node: NodeID, _ reasons: [String])
    {
        output.actions.append(Action(slot: slot, containerName: name, node: node, work: work, reasons: reasons))
    }

    /// Notes why a place waits; the first reason stands.
    mutating func wait(_ slot: ContainerSlot, _ reason: WaitReason) {
        if let until = reason.until { wake(at: until) }
        if output.waiting[slot] == nil { output.waiting[slot] = reason }
    }

    mutating func wake(at time: Timestamp) { output.wakeAt = min(output.wakeAt ?? time, time) }

    func awayReason(_ node: NodeID) -> WaitReason {
        let obstacle = cluster.condition(of: node)?.obstacle ?? "is away"
        return WaitReason(.nodeAway, "\(cluster.name(of: node)) \(obstacle)")
    }

    /// Whether an action that failed has to wait before it is tried again.
    mutating func isHeldBack(_ slot: ContainerSlot) -> Bool {
        guard let failure = input.failures[slot], failure.retryAt > now else { return false }
        let message = "\(failure.message); again in \(BackOff.text(failure.retryAt - now))"
        wait(slot, WaitReason(.retry, message, until: failure.retryAt))
        return true
    }

    func stopOptions(_ container: ContainerStatus) -> Action.StopOptions {
        Action.StopOptions(
            timeoutSeconds: application.stopTimeoutSeconds(
                of: container.slot.flatMap { application.spec.service($0.service) }
            ),
            drains: container.state == .running
        )
    }

    private mutating func finish() {
        for task in job.current?.tasks ?? [] where !task.state.isOver {
            guard let node = task.node, cluster.condition(of: node) != nil else { continue }
            // What is removed needs no place any more, once its node has been asked.
            if application.intent == .remove, cluster.isReachable(node), input.inFlight[.slot(task.slot)] == nil,
                containers[Place(slot: task.slot, attempt: attempt(of: task, in: job.current))] == nil
            {
                continue
            }
            output.assignments[task.slot] = node
            if application.intent == .remove, !cluster.isReachable(node) { wait(task.slot, awayReason(node)) }
        }
        output.isFinished = output.actions.isEmpty && output.waiting.isEmpty && input.inFlight.isEmpty
        if application.intent == .remove {
            let isEmpty =
                output.assignments.isEmpty && input.containers.allSatisfy { cluster.condition(of: $0.node) == nil }
            output.isFinished = output.isFinished && isEmpty
        }
        output.job = job
        deriveStates()
    }

    func attempt(of task: JobTask, in run: JobRun?) -> TaskAttempt {
        TaskAttempt(run: run?.number ?? 0, number: task.attempt)
    }
}
