//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// What becomes of a container whose node is away: it waits, or is made elsewhere when it may and it is time.
    mutating func stayAway(_ slot: inout Slot, _ service: ServiceSpec, _ order: WaitReason?) {
        guard let node = slot.node else { return }
        var reason = awayReason(node)
        guard let due = relocationTime(of: slot, service) else { return wait(slot.id, reason) }
        guard due <= input.now else {
            reason.message += "; \(slot.name) moves in \(BackOff.text(due - input.now))"
            reason.until = due
            return wait(slot.id, reason)
        }
        if let copy = slot.copy {
            slot.node = copy.node
            slot.container = copy.status
            slot.successor = nil
            slot.standing = standing(of: slot, service)
            return
        }
        var moved = slot
        moved.node = nil
        moved.isAssigned = false
        moved.container = nil
        moved.successor = nil
        moved.standing = .pending
        create(&moved, service, order, cause: "\(cluster.name(of: node)) is lost")
        // Until there is a place for it elsewhere, it belongs where it was.
        if moved.activity == .create { slot = moved }
    }

    /// When the container is to be made elsewhere; nil when it waits for its node.
    private func relocationTime(of slot: Slot, _ service: ServiceSpec) -> Timestamp? {
        guard service.reschedule == .onNodeFailure, !service.isGlobal, let node = slot.node,
            cluster.condition(of: node) == .lost, let lost = input.lostSince[node]
        else { return nil }
        if let container = slot.container, container.state == .exited {
            switch restart(container, in: slot, of: service) {
            case .finished, .failed: return nil
            case .start, .startAt: break
            }
        }
        return lost + input.rescheduleAfter
    }
}
