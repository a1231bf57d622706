//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// Takes a start-first replacement one step on.
    ///
    /// The successor is made and waited for; the old container goes; an ordinary one is made in its place while the
    /// successor stands in; the successor goes. Nothing is renamed: an engine can't rename what runs on the overlay.
    mutating func advance(
        _ slot: inout Slot,
        _ service: ServiceSpec,
        _ order: WaitReason?,
        _ rollOut: RollOutStanding,
        hasSucceeded: Bool
    ) {
        guard let successor = slot.successor else { return }
        let isAlone = isGone(slot)
        if !cluster.isReachable(successor.node) {
            wait(slot.id, awayReason(successor.node))
        } else if successor.activity != nil {
            wait(slot.id, WaitReason(.rollOut, "its successor is on its way"))
        } else if standsIn(slot, hasSucceeded: hasSucceeded) {
            if isAlone { return followSuccessor(&slot, service, order, on: successor.node) }
        } else if let block = rollOut.block, output.halts[service.name] != nil {
            // What it has to say is read before it goes.
            wait(slot.id, block)
        } else if rollOut.halt != nil || replacementCause(of: slot) == nil && !isAlone {
            discard(&slot, service, rollOut.halt == nil ? "it is needed no more" : "the roll-out was stopped")
        } else if let container = successor.container {
            if !isCurrent(container, slot) {
                // When the old one broke meanwhile, it is what goes, and this one stands in for the next.
                if container.isServing, slot.container?.isServing == false {
                    makeRoom(&slot, service)
                } else {
                    discard(&slot, service, "its service has changed again")
                }
            } else if container.state == .dead {
                discard(&slot, service, "the engine could not remove it completely")
            } else if container.state == .created || isAskedToStart(container, service) {
                start(&slot, container, on: successor.node)
            } else if hasSucceeded {
                makeRoom(&slot, service)
            } else {
                wait(slot.id, WaitReason(.rollOut, "its successor \(container.text)"))
            }
        } else if slot.container == nil, slot.activity == nil, slot.standing != .away {
            // Nothing is there to be kept: an ordinary container will do.
            slot.successor = nil
        } else if cluster.condition(of: successor.node) == .ready {
            createSuccessor(&slot, service, ["\(slot.name) gets a successor"])
        } else {
            slot.successor = nil
        }
        guard slot.activity == nil, slot.standing != .away else { return }
        keepUp(&slot, service, order)
    }

    /// Whether a successor is all that serves in its place, until the ordinary container does.
    private func standsIn(_ slot: Slot, hasSucceeded: Bool) -> Bool {
        guard slot.successor?.container?.isServing == true else { return false }
        if isGone(slot) { return true }
        guard let container = slot.container else { return slot.standing != .away }
        if container.state == .removing { return true }
        return replacementCause(of: slot) == nil && slot.standing != .finished && !hasSucceeded
    }

    /// Makes the ordinary container where its successor is, now that the old one has gone.
    private mutating func followSuccessor(
        _ slot: inout Slot,
        _ service: ServiceSpec,
        _ order: WaitReason?,
        on node: NodeID
    ) {
        slot.node = node
        slot.isAssigned = true
        slot.container = nil
        slot.standing = .pending
        create(&slot, service, order, cause: "its successor stands in for it")
        // A move to a node that takes nothing more has come to its end, or it would begin again each time.
        if slot.node != node { droppedMoves.insert(slot.id) }
    }

    /// Whether there is no container that a successor could disturb.
    private func isGone(_ slot: Slot) -> Bool {
        guard slot.activity == nil else { return false }
        return slot.container == nil && slot.standing != .away
            || slot.node.map { cluster.condition(of: $0) == .lost } ?? true
    }

    mutating func createSuccessor(_ slot: inout Slot, _ service: ServiceSpec, _ reasons: [String]) {
        guard let successor = slot.successor, !isHeldBack(slot.id) else { return }
        guard !isTaken(successor.name) else {
            return wait(slot.id, WaitReason(.name, "another container named \(successor.name) has to go first"))
        }
        slot.successor?.activity = .create
        let work = Action.Work.create(hash: application.hash(of: service.name), isSuccessor: true)
        emit(work, slot.id, name: successor.name, on: successor.node, reasons)
    }

    /// Whether a container ended before its service was last asked to start.
    func isAskedToStart(_ container: ContainerStatus, _ service: ServiceSpec) -> Bool {
        guard container.state == .exited, let requested = application.requestedAt(service.name) else { return false }
        return requested > container.finished ?? container.created
    }

    private mutating func start(_ slot: inout Slot, _ container: ContainerStatus, on node: NodeID) {
        guard !isHeldBack(slot.id) else { return }
        slot.successor?.activity = .start
        emit(.start(container.id), slot.id, name: container.name, on: node, ["it was created but not started"])
    }

    mutating func discard(_ slot: inout Slot, _ service: ServiceSpec, _ reason: String) {
        guard let successor = slot.successor, let container = successor.container else {
            slot.successor = nil
            return
        }
        guard container.state != .removing, !isHeldBack(slot.id) else { return }
        slot.successor?.activity = .remove
        // Nobody looks for data in what only stood in.
        let options = removeOptions(for: container, of: service, losesData: true)
        emit(.remove(container.id, options), slot.id, name: container.name, on: successor.node, [reason])
    }

    /// Lets the old container go, now that its successor serves.
    private mutating func makeRoom(_ slot: inout Slot, _ service: ServiceSpec) {
        guard let successor = slot.successor, let old = slot.container, let node = slot.node,
            cluster.isReachable(node), slot.activity == nil, old.state != .removing, !isHeldBack(slot.id)
        else { return }
        slot.activity = .remove
        let reason = "its successor on \(cluster.name(of: successor.node)) serves"
        let options = removeOptions(for: old, of: service, losesData: losesData(slot, goingTo: successor.node))
        emit(.remove(old.id, options), slot.id, name: old.name, on: node, [reason])
    }
}
