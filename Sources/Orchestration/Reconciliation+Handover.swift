//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// Services that the application has no more go on until those serve that are new or changed.
extension Reconciliation {
    /// Whether there are containers that leave but have to wait.
    private var isHandingOver: Bool {
        pacing == .orderly && application.intent == .run && !leavingSlots.isEmpty
    }

    var leavingSlots: [Slot] {
        guard application.handover != nil else { return [] }
        return order.services.filter { application.isLeaving($0.name) }.flatMap { table[$0.name] ?? [] }
    }

    /// Whether containers of earlier services wait until the service serves.
    func isArriving(_ service: ServiceName) -> Bool {
        (application.handover?.arriving.contains(service) ?? false) && application.runs(service) && isHandingOver
    }

    /// Whether everything of a service is as it is to be, or given up by the rules of its roll-out.
    ///
    /// Those on lost nodes hold nothing up as long as there are others; of a node that is away for a moment, or whose
    /// agent hasn't found the server again, nobody knows.
    func isSettled(_ slots: [Slot], _ rollOut: RollOutStanding) -> Bool {
        guard rollOut.halt == nil, rollOut.pending.isEmpty else { return false }
        let isThere = slots.enumerated().allSatisfy { index, slot in
            if rollOut.failed.contains(index) { return true }
            guard slot.activity == nil, slot.successor == nil, !isOutdated(slot), slot.standing != .unplaced else {
                return false
            }
            return !isPending(slot)
        }
        return isThere && (slots.isEmpty || slots.contains { $0.standing != .away })
    }

    /// Keeps services that leave as they are, or lets them go when nothing speaks against it any more.
    mutating func handOver() {
        guard application.intent == .run, let handover = application.handover else { return }
        for service in order.services where application.isLeaving(service.name) {
            for index in (table[service.name] ?? []).indices {
                guard var slot = table[service.name]?[index], departing.contains(slot.id) else { continue }
                depart(&slot, service, "its service isn't in the template any more, and its place is needed")
                table[service.name]?[index] = slot
            }
        }
        let awaited = order.services.map(\.name).filter { isArriving($0) && !settled.contains($0) }
        isHandedOver = awaited.isEmpty
        guard !awaited.isEmpty else {
            let arriving = order.services.map(\.name).filter(handover.arriving.contains)
            let serving = pacing == .immediate && !arriving.isEmpty ? "; it goes when \(Self.list(arriving))" : ""
            for service in order.services.reversed() where application.isLeaving(service.name) {
                depart(service, "its service isn't in the template any more" + serving)
            }
            return
        }
        for service in order.services where application.isLeaving(service.name) {
            run(service)
            for slot in table[service.name] ?? [] where !departing.contains(slot.id) {
                wait(slot.id, WaitReason(.rollOut, "goes on until \(Self.list(awaited))"))
            }
        }
    }

    private static func list(_ services: [ServiceName]) -> String {
        services.map(\.rawValue).joined(separator: ", ") + (services.count == 1 ? " serves" : " serve")
    }

    /// What the next reconciliation has to look after.
    ///
    /// What is out of reach when all others have gone is removed as any surplus, once it is back.
    var unfinishedHandover: Handover? {
        guard var handover = application.handover else { return nil }
        handover.leaving.removeAll { service in
            let isWaiting = (table[service.name] ?? []).contains { slot in
                guard departing.contains(slot.id) else { return true }
                return slot.activity != nil || slot.container != nil && slot.standing != .away
                    || slot.successor.map { cluster.isReachable($0.node) } ?? false
            }
            return !application.isLeaving(service.name) || !isWaiting
        }
        return handover.leaving.isEmpty ? nil : handover
    }

    // MARK: Going

    mutating func depart(_ service: ServiceSpec, _ reason: String) {
        let order = stopWait(of: service) { _ in true }
        var slots = table.removeValue(forKey: service.name) ?? []
        for index in slots.indices { depart(&slots[index], service, after: order, reason) }
        table[service.name] = slots
    }

    private mutating func depart(
        _ slot: inout Slot,
        _ service: ServiceSpec,
        after order: WaitReason? = nil,
        _ reason: String
    ) {
        departing.insert(slot.id)
        if application.runs(service.name), let successor = slot.successor, successor.activity == nil,
            cluster.isReachable(successor.node)
        {
            discard(&slot, service, reason)
        }
        guard slot.activity == nil, let container = slot.container, let node = slot.node, cluster.isReachable(node),
            container.state != .removing
        else { return }
        if let order { return wait(slot.id, order) }
        guard !isHeldBack(slot.id) else { return }
        leave(&slot, container, on: node, removeOptions(for: container, of: service), reason)
    }
}
