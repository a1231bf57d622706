//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// Makes a service run: what is missing is created, what ended is started, what is outdated is replaced.
    mutating func run(_ service: ServiceSpec) {
        let order = startWait(of: service)
        var slots = table.removeValue(forKey: service.name) ?? []
        var due: [Int] = []
        for index in slots.indices {
            let successor = slots[index].successor
            if let successor, slots[index].standing != .away || cluster.isReachable(successor.node) {
                due.append(index)
                continue
            }
            if slots[index].standing == .away { stayAway(&slots[index], service, order) }
            if slots[index].activity != nil || slots[index].standing == .away {
                continue
            } else if slots[index].container == nil {
                create(&slots[index], service, order)
            } else if replacementCause(of: slots[index]) != nil {
                due.append(index)
            } else {
                keepUp(&slots[index], service, order)
            }
        }
        let rollOut = assessRollOut(of: service, slots, isHeldUp: order != nil)
        for index in due where slots[index].successor != nil {
            advance(&slots[index], service, order, rollOut, hasSucceeded: rollOut.succeeded.contains(index))
        }
        for index in due where isMissing(slots[index]) { create(&slots[index], service, order) }
        due.removeAll { slots[$0].successor != nil || slots[$0].activity != nil }
        replace(&slots, due.filter { replacementCause(of: slots[$0]) != nil }, service, order, rollOut)
        if isSettled(slots, rollOut) { settled.insert(service.name) }
        table[service.name] = slots
    }

    /// Why the containers of a service may not start yet.
    private func startWait(of service: ServiceSpec) -> WaitReason? {
        guard pacing == .orderly else { return nil }
        for name in order.dependencies[service.name] ?? [] {
            guard application.runs(name) else { return WaitReason(.order, "waits for \(name), which is stopped") }
            let slots = table[name] ?? []
            for slot in slots where !isStoodInFor(slot) {
                switch slot.standing {
                case .serving, .finished, .away: continue
                case .failed:
                    return WaitReason(
                        .order,
                        "waits for \(name), which failed: its container \(slot.name) \(slot.text)"
                    )
                case .pending, .unplaced:
                    return WaitReason(.order, "waits for \(name): its container \(slot.name) \(slot.text)")
                }
            }
            // Containers out of reach hold nothing up as long as others of the service do its work.
            let isOutOfReach = slots.allSatisfy { $0.standing == .away && !isStoodInFor($0) }
            if isOutOfReach, let node = slots.first?.node {
                return WaitReason(.order, "waits for \(name): \(awayReason(node).message)")
            }
        }
        return nil
    }

    /// Whether a successor does the work of the slot's container, whatever becomes of that.
    private func isStoodInFor(_ slot: Slot) -> Bool {
        guard let successor = slot.successor, cluster.isReachable(successor.node) else { return false }
        return successor.container?.isServing ?? false
    }

    // MARK: A missing container

    /// Whether there is nothing in a place, and nothing is on its way.
    private func isMissing(_ slot: Slot) -> Bool {
        slot.container == nil && slot.successor == nil && slot.activity == nil && slot.standing != .away
    }

    mutating func create(
        _ slot: inout Slot,
        _ service: ServiceSpec,
        _ order: WaitReason?,
        cause: String? = nil
    ) {
        if let order { return wait(slot.id, order) }
        if isHeldBack(slot.id) { return }
        if isTaken(slot.name) {
            letGo { $0.container?.name == slot.name }
            return wait(slot.id, WaitReason(.name, "another container named \(slot.name) has to go first"))
        }
        guard let (node, reasons) = place(&slot, service) else { return }
        let isKnown = slot.isAssigned && node == slot.node
        let cause = cause ?? (isKnown ? "\(slot.name) is missing" : "\(slot.name) is new")
        slot.node = node
        slot.isAssigned = true
        slot.activity = .create
        cluster.add(reservation(slot, service), on: node)
        recreated.insert(slot.id)
        arrivals[service.name, default: 0] += 1
        let work = Action.Work.create(hash: application.hash(of: service.name), isSuccessor: false)
        emit(work, slot.id, name: slot.name, on: node, [cause] + reasons)
    }

    /// Finds the node for a container to be created; nil when it has to wait.
    mutating func place(_ slot: inout Slot, _ service: ServiceSpec) -> (node: NodeID, reasons: [String])? {
        if let target = pendingMove(of: slot) {
            let request = PlacementRequest(container: reservation(slot, service), current: target)
            if cluster.condition(of: target) == .ready, case .node = Scheduler.place(request, in: cluster) {
                return (target, ["it was asked to move there"])
            }
            droppedMoves.insert(slot.id)
        }
        var current = slot.node
        if application.reschedulesOnUpdate, !service.isGlobal, isOutdated(slot) { current = nil }
        if let node = current, let condition = cluster.condition(of: node) {
            switch condition {
            case .ready: break
            // Nothing new comes to a drained node, so what it lost finds a place elsewhere.
            case .drained where !service.isGlobal: current = nil
            case .drained, .joining, .disconnected, .lost, .engineDown:
                wait(slot.id, awayReason(node))
                return nil
            }
        }
        if let wait = conflictWait(of: service) {
            self.wait(slot.id, wait)
            return nil
        }
        let refusals: [NodeRefusal]
        if current == nil, let known = refusedServices[service.name] {
            refusals = known
        } else {
            let request = PlacementRequest(
                container: reservation(slot, service),
                current: current,
                rules: rules(of: service)
            )
            switch Scheduler.place(request, in: &cluster) {
            case .node(let node, let reasons): return (node, service.isGlobal ? ["one on each node"] : reasons)
            case .refused(let found): refusals = found
            }
            if let room = makeRoom(for: request, service) {
                switch room {
                case .found(let node, let reasons): return (node, reasons)
                case .awaited(let reason): wait(slot.id, reason)
                }
                return nil
            }
            if current == nil { refusedServices[service.name] = refusals }
        }
        if slot.container == nil { slot.standing = .unplaced }
        wait(slot.id, WaitReason(.placement, refusals.explanation, refusals: refusals))
        return nil
    }

    /// Made once: to make them parses patterns.
    private mutating func rules(of service: ServiceSpec) -> PlacementRules {
        if let known = rules[service.name] { return known }
        let made = PlacementRules(service, application: application.name)
        rules[service.name] = made
        return made
    }

    func reservation(_ slot: Slot, _ service: ServiceSpec) -> ContainerReservation {
        ContainerReservation(application: application.name, service: service, slot: slot.id)
    }

    // MARK: A container that is there

    /// Keeps a container running as it is.
    mutating func keepUp(_ slot: inout Slot, _ service: ServiceSpec, _ order: WaitReason?) {
        guard let container = slot.container, let node = slot.node else { return }
        switch container.state {
        case .running:
            switch container.health.state {
            case .none, .healthy: break
            case .starting: wait(slot.id, WaitReason(.starting, "is starting: its probe has not succeeded yet"))
            case .unhealthy: wait(slot.id, WaitReason(.unhealthy, slot.text))
            }
        case .paused: wait(slot.id, WaitReason(.paused, "was paused by hand; unpause it to go on"))
        case .restarting, .removing: wait(slot.id, WaitReason(.engine, slot.text))
        case .created: start(&slot, container, on: node, order, "it was created but not started")
        case .exited:
            switch restart(container, in: slot, of: service) {
            case .start(let reason):
                guard start(&slot, container, on: node, order, reason) else { return }
                let attempts = RestartRule.attempts(container, input.restartHistory[slot.id]) + 1
                output.restartHistory[slot.id] = RestartHistory(attempts: attempts, lastStart: input.now)
            case .startAt(let time):
                let message = "exited with \(container.exitCode); restarts in \(BackOff.text(time - input.now))"
                wait(slot.id, WaitReason(.restart, message, until: time))
            case .finished: break
            case .failed(let reason): wait(slot.id, WaitReason(.failed, reason))
            }
        case .dead:
            // The engine can't start such a container any more, so another takes its place.
            if isHeldBack(slot.id) { return }
            let options = removeOptions(for: container, of: service)
            leave(&slot, container, on: node, options, "the engine could not remove it completely")
        }
    }

    @discardableResult
    private mutating func start(
        _ slot: inout Slot,
        _ container: ContainerStatus,
        on node: NodeID,
        _ order: WaitReason?,
        _ reason: String
    ) -> Bool {
        if let order {
            wait(slot.id, order)
            return false
        }
        if isHeldBack(slot.id) { return false }
        slot.activity = .start
        emit(.start(container.id), slot.id, name: container.name, on: node, [reason])
        return true
    }

    /// Removes the container from its slot, so that another can be created there.
    mutating func leave(
        _ slot: inout Slot,
        _ container: ContainerStatus,
        on node: NodeID,
        _ options: Action.RemoveOptions,
        _ reason: String
    ) {
        slot.activity = .remove
        slot.standing = .pending
        emit(.remove(container.id, options), slot.id, name: container.name, on: node, [reason])
    }
}
