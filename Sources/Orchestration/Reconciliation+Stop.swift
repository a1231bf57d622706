//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension Reconciliation {
    /// Stops a service's containers; those that are stopped stay, and none is created.
    mutating func stop(_ service: ServiceSpec) {
        let order = stopWait(of: service) { $0.isActive }
        forEachSlot(of: service, where: { $0.isActive }, after: order) { reconciliation, slot, container, node in
            let options = Action.StopOptions(
                timeoutSeconds: reconciliation.application.stopTimeoutSeconds(of: service),
                drains: container.state == .running
            )
            slot.activity = .stop
            let isWhole = reconciliation.application.intent == .stop
            let reason = (isWhole ? "the application" : "the service") + " is to be stopped"
            reconciliation.emit(.stop(container.id, options), slot.id, name: container.name, on: node, [reason])
        }
    }

    /// Removes a service's containers for good.
    mutating func remove(_ service: ServiceSpec) {
        let order = stopWait(of: service) { _ in true }
        forEachSlot(of: service, where: { $0.state != .removing }, after: order) {
            reconciliation,
            slot,
            container,
            node in
            let options = reconciliation.removeOptions(for: container, of: service)
            reconciliation.leave(&slot, container, on: node, options, "the application is to be removed")
        }
    }

    /// Does something to each container of a service that can be reached and isn't busy.
    private mutating func forEachSlot(
        of service: ServiceSpec,
        where isMeant: (ContainerStatus) -> Bool,
        after order: WaitReason?,
        do body: (inout Reconciliation, inout Slot, ContainerStatus, NodeID) -> Void
    ) {
        var slots = table.removeValue(forKey: service.name) ?? []
        for index in slots.indices where slots[index].activity == nil {
            if slots[index].standing == .away, slots[index].isAssigned, let node = slots[index].node {
                wait(slots[index].id, awayReason(node))
                continue
            }
            guard let container = slots[index].container, let node = slots[index].node, isMeant(container) else {
                continue
            }
            if let order {
                wait(slots[index].id, order)
            } else if !isHeldBack(slots[index].id) {
                body(&self, &slots[index], container, node)
            }
        }
        table[service.name] = slots
    }

    private func isGoing(_ service: ServiceName) -> Bool {
        !application.runs(service) || isHandedOver && application.isLeaving(service)
    }

    /// Why the containers of a service may not be stopped yet: those that need it go before.
    func stopWait(of service: ServiceSpec, while isThere: (ContainerStatus) -> Bool) -> WaitReason? {
        guard pacing == .orderly else { return nil }
        for name in order.dependents[service.name] ?? [] where isGoing(name) {
            for slot in table[name] ?? [] where slot.standing != .away {
                // What can't be stopped doesn't hold up the others for ever.
                guard input.failures[slot.id] == nil else { continue }
                if slot.activity != nil || slot.container.map(isThere) ?? false {
                    return WaitReason(.order, "goes after \(name): its container \(slot.name) \(slot.text)")
                }
            }
        }
        return nil
    }
}
