//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// Whether a container was made from something else than what its service is now.
    func isOutdated(_ slot: Slot) -> Bool {
        guard let container = slot.container, container.state != .removing,
            !application.isLeaving(slot.id.service)
        else { return false }
        return !isCurrent(container, slot)
    }

    func isCurrent(_ container: ContainerStatus, _ slot: Slot) -> Bool {
        container.labels[ContainerLabels.configHash] == application.hash(of: slot.id.service)
            && !application.retried.contains(container.id)
    }

    /// The node that the slot's container is to go to, when it belongs to another one yet.
    func pendingMove(of slot: Slot) -> NodeID? {
        guard !droppedMoves.contains(slot.id), let target = plannedMoves[slot.id] ?? application.moves[slot.id],
            target != slot.node, cluster.condition(of: target) != nil
        else { return nil }
        return target
    }

    /// Why another container has to take the place of the one that is there; nil when it is to stay.
    func replacementCause(of slot: Slot) -> String? {
        if isOutdated(slot) {
            let isRetried = slot.container.map { application.retried.contains($0.id) } ?? false
            return isRetried ? "its update is tried again" : "its service has changed"
        }
        guard let container = slot.container, container.state != .removing, let node = slot.node else { return nil }
        if cluster.condition(of: node) == .drained, !application.staysOnDrainedNodes {
            return "\(cluster.name(of: node)) is drained"
        }
        return pendingMove(of: slot).map { _ in "it was asked to move" }
    }

    /// Replaces containers: all at once, or so many at a time as the service's roll-out allows.
    ///
    /// What isn't replaced yet is kept running as it is.
    mutating func replace(
        _ slots: inout [Slot],
        _ due: [Int],
        _ service: ServiceSpec,
        _ order: WaitReason?,
        _ rollOut: RollOutStanding
    ) {
        guard !due.isEmpty else { return }
        let blocked = rollOut.block ?? order ?? updateWait(of: service)
        var allowed = Int.max
        var hold = WaitReason(.rollOut, "is updated later")
        if pacing == .orderly, let parallelism = parallelism(of: service, due.map { slots[$0] }) {
            let waiting = Set(due)
            let pending = slots.indices.filter { index in
                guard !waiting.contains(index), !rollOut.failed.contains(index) else { return false }
                return isPending(slots[index]) || slots[index].successor != nil || rollOut.pending[index] != nil
            }
            allowed = max(1, parallelism) - pending.count
            if let first = pending.first {
                hold.message =
                    "is updated after \(slots[first].name), which "
                    + (rollOut.pending[first] ?? slots[first].text)
            }
        }
        // What doesn't serve anyway comes first: replacing it costs nothing.
        let turns = due.filter { slots[$0].standing != .serving } + due.filter { slots[$0].standing == .serving }
        for index in turns {
            if let blocked {
                wait(slots[index].id, blocked)
            } else if allowed <= 0 {
                wait(slots[index].id, hold)
            } else {
                allowed -= 1
                hold.message = "is updated after \(slots[index].name)"
                if replace(&slots[index], service) { continue }
            }
            keepUp(&slots[index], service, order)
        }
    }

    /// How many containers are replaced at a time; nil for all at once.
    private func parallelism(of service: ServiceSpec, _ due: [Slot]) -> Int? {
        if let parallelism = service.update.parallelism { return parallelism }
        let isMove = due.allSatisfy { !isOutdated($0) }
        return isMove && !mayStartFirst(service, isMove: true) ? 1 : nil
    }

    /// Whether a roll-out waits for the container.
    func isPending(_ slot: Slot) -> Bool {
        switch slot.standing {
        case .pending, .failed: true
        case .serving, .finished, .unplaced: false
        // For a moment nobody knows how it does; what is lost holds nothing up.
        case .away: slot.node.map { cluster.condition(of: $0) == .disconnected } ?? false
        }
    }

    /// Why the containers of a service may not be updated yet: services that it needs are updated before.
    private func updateWait(of service: ServiceSpec) -> WaitReason? {
        guard pacing == .orderly else { return nil }
        for name in order.dependencies[service.name] ?? [] where application.halt(of: name) == nil {
            for slot in table[name] ?? [] where slot.standing != .away && isOutdated(slot) {
                return WaitReason(.order, "is updated after \(name)")
            }
        }
        return nil
    }

    /// Has a successor made beside the container, or the container removed to make room for it, if there will be a
    /// place for that.
    private mutating func replace(_ slot: inout Slot, _ service: ServiceSpec) -> Bool {
        guard let container = slot.container, let node = slot.node, let cause = replacementCause(of: slot),
            input.inFlight[.successor(slot.id)] == nil, !isHeldBack(slot.id)
        else { return false }
        // What it has is its successor's to use.
        let released = cluster.remove(container.name, on: node)
        let placement = place(&slot, service)
        // A move that can't be made is no reason any more.
        guard let (target, reasons) = placement, target != node || isOutdated(slot) else {
            if let released { cluster.add(released, on: node) }
            return false
        }
        var reason = cause
        if target != node { reason += "; goes to \(cluster.name(of: target))" }
        if pacing == .orderly, slot.standing == .serving, mayStartFirst(service, slot, isMove: target != node) {
            if let released { cluster.add(released, on: node) }
            let name = slot.id.successorName(application: application.name, spec: service)
            if hasRoom(for: service, slot, named: name, on: target, isMove: target != node) {
                slot.successor = Slot.Successor(name: name, node: target)
                createSuccessor(&slot, service, [reason] + (target == node ? [] : reasons))
                return true
            }
        } else if let released, container.name == slot.name {
            cluster.add(released, on: node)
        }
        cluster.add(reservation(slot, service), on: target)
        if target != node { plannedMoves[slot.id] = target }
        let losesData = losesData(slot, goingTo: target)
        let options = removeOptions(for: container, of: service, isReplacement: true, losesData: losesData)
        leave(&slot, container, on: node, options, reason)
        return true
    }

    /// Whether it was asked for that the container goes elsewhere, whatever data is lost by that.
    func losesData(_ slot: Slot, goingTo target: NodeID) -> Bool {
        guard target != slot.node else { return false }
        return application.forcedMoves.contains(slot.id) || application.reschedulesOnUpdate && isOutdated(slot)
    }

    /// Whether two containers of one slot may be there at a time.
    ///
    /// On one node they must not claim the same ports of the node; anywhere, they must not write to the same volumes.
    /// A standard update, which asks for no care, replaces everything at once.
    func mayStartFirst(_ service: ServiceSpec, _ slot: Slot, isMove: Bool) -> Bool {
        // Beside the volumes of its place a successor would begin with empty ones, unless that was asked for.
        if !isMove, slot.container?.hasSlotVolumes == true, service.update.order != .startFirst { return false }
        return mayStartFirst(service, isMove: isMove)
    }

    func mayStartFirst(_ service: ServiceSpec, isMove: Bool) -> Bool {
        guard !service.writesSharedVolumes, isMove || !service.holdsNodePorts else { return false }
        switch service.update.order {
        case .startFirst: return true
        case .stopFirst: return false
        case nil: return isMove || service.update.parallelism != nil
        }
    }

    /// Reserves what a successor takes, if that is free beside the container that it is to replace.
    private mutating func hasRoom(
        for service: ServiceSpec,
        _ slot: Slot,
        named name: String,
        on node: NodeID,
        isMove: Bool
    ) -> Bool {
        var container = reservation(slot, service)
        container.name = name
        if !isMove, case .refused = Scheduler.place(PlacementRequest(container: container, current: node), in: cluster)
        {
            return false
        }
        cluster.add(container, on: node)
        return true
    }
}
