//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// Removes what isn't to be there.
    mutating func removeSurplus() {
        for item in surplus {
            let status = item.container.status
            guard cluster.isReachable(item.container.node) else {
                if application.intent == .remove { wait(item.slot, awayReason(item.container.node)) }
                continue
            }
            guard input.inFlight[.container(status.id)] == nil, status.state != .removing, !fillsIn(item),
                !isHeldBack(item.slot)
            else { continue }
            let options = removeOptions(for: status, of: specs[item.slot.service])
            let work = Action.Work.remove(status.id, options)
            emit(work, item.slot, name: status.name, on: item.container.node, [item.reason])
        }
    }

    /// Whether a second container, such as one that a lost node brought back, serves while the one that counts doesn't.
    ///
    /// It goes when that one serves, and counts itself when that one has gone.
    private func fillsIn(_ item: SlotTable.Surplus) -> Bool {
        let status = item.container.status
        guard pacing == .orderly, status.isServing, status.applicationID == application.id,
            !ContainerSlot.isSuccessor(status.name), let service = specs[item.slot.service], !service.isGlobal,
            application.runs(service.name), mayStartFirst(service, isMove: true),
            let slot = (table[service.name] ?? []).first(where: { $0.id == item.slot }),
            slot.node != item.container.node
        else { return false }
        switch slot.standing {
        case .pending, .failed: return true
        case .serving, .finished, .unplaced, .away: return false
        }
    }
}
