//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// Decides what has to be done to make an application what it is to be.
///
/// Level-triggered: it looks at what is there, not at what happened, so it can be called again whenever anything
/// changes, or after a crash at any point. The same input gives the same output; once everything is done it asks for
/// nothing more.
package enum Reconciler {
    package static func reconcile(_ input: ReconcileInput) -> ReconcileOutput {
        if input.application.jobOrders != nil {
            var reconciliation = JobReconciliation(input)
            reconciliation.run()
            return reconciliation.output
        }
        var reconciliation = Reconciliation(input, pacing: .orderly)
        reconciliation.run()
        return reconciliation.output
    }
}

/// One reconciliation while it is worked out.
struct Reconciliation {
    /// Whether everything is done in its turn.
    enum Pacing {
        /// Services after those that they need, roll-outs in steps.
        case orderly
        /// Everything as if all that it waits for were there: for showing what will be done in the end.
        case immediate
    }

    let input: ReconcileInput
    let pacing: Pacing
    let order: StartOrder
    var cluster: ClusterView
    var table: [ServiceName: [Slot]]
    let surplus: [SlotTable.Surplus]
    private let retired: [ContainerSlot: NodeID]
    let specs: [ServiceName: ServiceSpec]
    /// Names that containers have on nodes within reach.
    private let names: Set<String>
    /// What services ask of nodes, of those that were asked about.
    var rules: [ServiceName: PlacementRules] = [:]
    /// Services that no node could take another container of: a second one will not fit either.
    var refusedServices: [ServiceName: [NodeRefusal]] = [:]
    /// Moves that were asked for and can't be made.
    var droppedMoves: Set<ContainerSlot> = []
    /// Where containers go that are removed to be made elsewhere.
    var plannedMoves: [ContainerSlot: NodeID] = [:]
    /// Slots that get a new container, whose restarts count from nought.
    var recreated: Set<ContainerSlot> = []
    /// Slots of services that leave whose containers go now.
    var departing: Set<ContainerSlot> = []
    /// Services of which everything is as it is to be.
    var settled: Set<ServiceName> = []
    /// How many containers of a service are on their way or don't serve yet.
    var arrivals: [ServiceName: Int] = [:]
    /// What further containers of a service wait for that fit only where others still are.
    var roomWaits: [ServiceName: WaitReason] = [:]
    /// Whether the services that leave have nothing more to wait for.
    var isHandedOver = false
    var output = ReconcileOutput()

    init(_ input: ReconcileInput, pacing: Pacing) {
        self.input = input
        self.pacing = pacing
        order = StartOrder(input.application.presentSpec)
        cluster = input.cluster
        let slots = SlotTable(input)
        table = slots.slots
        surplus = slots.surplus
        retired = slots.retired
        specs = Dictionary(order.services.map { ($0.name, $0) }) { first, _ in first }
        // What left has given its place back, though its assignment is only forgotten now.
        for (id, node) in input.application.assignments where input.application.isLeaving(id.service) {
            guard let service = specs[id.service], !(table[id.service] ?? []).contains(where: { $0.id == id }) else {
                continue
            }
            cluster.remove(id.containerName(application: input.application.name, spec: service), on: node)
        }
        names = Set(input.containers.lazy.filter { input.cluster.isReachable($0.node) }.map(\.status.name))
    }

    var application: ApplicationState { input.application }

    mutating func run() {
        for service in order.services { assess(service) }
        removeSurplus()
        for service in order.services.reversed() where !application.runs(service.name) {
            if application.isLeaving(service.name) {
                depart(service, "its service isn't in the template any more")
            } else if application.intent == .remove {
                remove(service)
            } else {
                stop(service)
            }
        }
        for service in order.services where application.runs(service.name) && !application.isLeaving(service.name) {
            run(service)
        }
        handOver()
        finish()
    }

    /// Finds out how each container of a service stands.
    private mutating func assess(_ service: ServiceSpec) {
        var slots = table.removeValue(forKey: service.name) ?? []
        for index in slots.indices { slots[index].standing = standing(of: slots[index], service) }
        arrivals[service.name] = slots.count {
            $0.standing == .pending && ($0.container != nil || $0.activity != nil)
        }
        table[service.name] = slots
    }

    func standing(of slot: Slot, _ service: ServiceSpec) -> Slot.Standing {
        if slot.activity != nil { return .pending }
        if let node = slot.node, !cluster.isReachable(node) { return .away }
        guard let container = slot.container else { return .pending }
        if container.isServing { return .serving }
        guard container.state == .exited else { return .pending }
        return switch restart(container, in: slot, of: service) {
        case .start, .startAt: .pending
        case .finished: .finished
        case .failed: .failed
        }
    }

    func restart(_ container: ContainerStatus, in slot: Slot, of service: ServiceSpec) -> RestartRule {
        RestartRule.decide(
            container,
            policy: service.restart,
            requestedAt: application.requestedAt(service.name),
            history: input.restartHistory[slot.id],
            now: input.now
        )
    }

    private mutating func finish() {
        let isRemoval = application.intent == .remove
        var isEmpty: Bool { output.assignments.isEmpty && output.successors.isEmpty && surplus.isEmpty }
        output.assignments = retired
        for slot in table.values.joined() {
            if let node = slot.successor?.node {
                output.successors[slot.id] = node
                if isRemoval, !cluster.isReachable(node) { wait(slot.id, awayReason(node)) }
            }
            if let target = pendingMove(of: slot), !isRemoval { output.moves[slot.id] = target }
        }
        for slots in table.values {
            for slot in slots where slot.isAssigned {
                guard let node = slot.node else { continue }
                let isThere = slot.container != nil || slot.activity != nil || !cluster.isReachable(node)
                if !(isRemoval || departing.contains(slot.id)) || isThere { output.assignments[slot.id] = node }
            }
        }
        for (slot, history) in input.restartHistory
        where output.restartHistory[slot] == nil && output.assignments[slot] != nil && !recreated.contains(slot) {
            output.restartHistory[slot] = history
        }
        output.handover = unfinishedHandover
        output.isFinished = output.actions.isEmpty && output.waiting.isEmpty && input.inFlight.isEmpty
        if isRemoval { output.isFinished = output.isFinished && isEmpty }
        deriveStates()
    }

    // MARK: Telling

    mutating func emit(
        _ work: Action.Work,
        _ slot: ContainerSlot,
        name: String,
        on node: NodeID,
        _ reasons: [String]
    ) {
        output.actions.append(Action(slot: slot, containerName: name, node: node, work: work, reasons: reasons))
    }

    /// Notes why a slot waits; the first reason stands.
    mutating func wait(_ slot: ContainerSlot, _ reason: WaitReason) {
        if let until = reason.until { wake(at: until) }
        if output.waiting[slot] == nil { output.waiting[slot] = reason }
    }

    mutating func wake(at time: Timestamp) { output.wakeAt = min(output.wakeAt ?? time, time) }

    /// Whether an action that failed has to wait before it is tried again.
    mutating func isHeldBack(_ slot: ContainerSlot) -> Bool {
        guard let failure = input.failures[slot], failure.retryAt > input.now else { return false }
        let message = "\(failure.message); again in \(BackOff.text(failure.retryAt - input.now))"
        wait(slot, WaitReason(.retry, message, until: failure.retryAt))
        return true
    }

    func awayReason(_ node: NodeID) -> WaitReason {
        let obstacle = cluster.condition(of: node)?.obstacle ?? "is away"
        return WaitReason(.nodeAway, "\(cluster.name(of: node)) \(obstacle)")
    }

    func removeOptions(
        for status: ContainerStatus,
        of service: ServiceSpec?,
        isReplacement: Bool = false,
        losesData: Bool = false
    ) -> Action.RemoveOptions {
        Action.RemoveOptions(
            stop: Action.StopOptions(
                timeoutSeconds: application.stopTimeoutSeconds(of: service),
                drains: status.state == .running
            ),
            removesVolumes: losesData || application.intent == .remove && application.removesVolumes,
            isReplacement: isReplacement
        )
    }

    /// Whether a container that is yet to go still has the name.
    func isTaken(_ name: String) -> Bool { pacing == .orderly && names.contains(name) }
}
