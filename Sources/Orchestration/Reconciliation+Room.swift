//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// What needs something that services hold which leave, and which can't be had twice, gets it from them first.
extension Reconciliation {
    /// What can be done for a container that fits nowhere beside those that leave.
    enum Room {
        /// It will fit there.
        case found(NodeID, [String])
        /// Something has to go, or to serve, first.
        case awaited(WaitReason)
    }

    /// Lets containers go that wait for others to serve.
    mutating func letGo(where isMeant: (Slot) -> Bool) {
        for slot in leavingSlots where isMeant(slot) { departing.insert(slot.id) }
    }

    /// Why a service's containers can't be there beside those of a service that leaves, which is let go.
    mutating func conflictWait(of service: ServiceSpec) -> WaitReason? {
        guard let handover = application.handover, !application.isLeaving(service.name) else { return nil }
        let present = application.presentSpec.services
        var found: WaitReason?
        for other in handover.leaving where application.isLeaving(other.name) {
            guard let conflict = service.conflict(with: other, in: present) else { continue }
            letGo { $0.id.service == other.name }
            guard let blocking = (table[other.name] ?? []).first(where: { $0.container != nil || $0.activity != nil })
            else { continue }
            found = found ?? WaitReason(.order, "waits until \(blocking.name) has gone: \(conflict)")
        }
        return pacing == .orderly ? found : nil
    }

    /// Lets those containers go that have what another one needs, so many at a time as may be away by its update.
    ///
    /// Nil when it would fit nowhere without them either.
    mutating func makeRoom(for request: PlacementRequest, _ service: ServiceSpec) -> Room? {
        guard application.handover != nil, !application.isLeaving(service.name) else { return nil }
        if request.current == nil, let known = roomWaits[service.name] { return .awaited(known) }
        var taken: [(slot: Slot, node: NodeID, reservation: ContainerReservation)] = []
        for slot in leavingSlots {
            guard let node = slot.node, let container = slot.container, cluster.isReachable(node),
                let reservation = cluster.remove(container.name, on: node)
            else { continue }
            taken.append((slot, node, reservation))
        }
        guard case .node(let node, let reasons) = Scheduler.place(request, in: &cluster) else {
            for item in taken { cluster.add(item.reservation, on: item.node) }
            return nil
        }
        var pinned = request
        pinned.current = node
        var needed: [Slot] = []
        for item in taken {
            // What is about to go needs no room any more.
            if isOnItsWayOut(item.slot) {
                needed.append(item.slot)
                continue
            }
            cluster.add(item.reservation, on: item.node)
            if item.node != node { continue }
            if case .refused = Scheduler.place(pinned, in: &cluster) {
                cluster.remove(item.reservation.name, on: node)
                needed.append(item.slot)
            }
        }
        if needed.isEmpty {
            // It isn't room that it lacks there: it is not to be beside them.
            let here = taken.filter { $0.node == node }
            for item in here.isEmpty ? taken : here {
                cluster.remove(item.reservation.name, on: item.node)
                needed.append(item.slot)
            }
        }
        guard pacing == .orderly else {
            for slot in needed { departing.insert(slot.id) }
            return .found(node, reasons)
        }
        let isNext = arrivals[service.name, default: 0] < max(1, service.update.parallelism ?? 1)
        let names = needed.map(\.name).joined(separator: ", ")
        guard isNext else {
            for item in taken where needed.contains(where: { $0.id == item.slot.id }) {
                cluster.add(item.reservation, on: item.node)
            }
            let wait = WaitReason(.rollOut, "takes the place of \(names) when those made before it serve")
            if request.current == nil { roomWaits[service.name] = wait }
            return .awaited(wait)
        }
        for slot in needed { departing.insert(slot.id) }
        arrivals[service.name, default: 0] += 1
        cluster.add(request.container, on: node)
        return .awaited(WaitReason(.order, "waits until \(names) has gone, which has its place"))
    }

    private func isOnItsWayOut(_ slot: Slot) -> Bool {
        departing.contains(slot.id) || slot.activity == .remove || slot.container?.state == .removing
    }
}
