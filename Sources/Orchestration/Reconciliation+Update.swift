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
        guard let container = slot.container, container.state != .removing else { return false }
        return container.labels[ContainerLabels.configHash] != application.hash(of: slot.id.service)
    }

    /// Replaces outdated containers: all at once, or so many at a time as the service's roll-out allows.
    ///
    /// What isn't replaced yet is kept running as it is.
    mutating func update(
        _ slots: inout [Slot],
        _ outdated: [Int],
        _ service: ServiceSpec,
        _ order: WaitReason?
    ) {
        guard !outdated.isEmpty else { return }
        let blocked = order ?? updateWait(of: service)
        var allowed = Int.max
        var hold = WaitReason(.rollOut, "is updated later")
        if let parallelism = service.update.parallelism, pacing == .orderly {
            let waiting = Set(outdated)
            let pending = slots.indices.filter { !waiting.contains($0) && isPending(slots[$0]) }
            allowed = max(1, parallelism) - pending.count
            if let first = pending.first {
                hold.message = "is updated after \(slots[first].name), which \(slots[first].text)"
            }
        }
        // What doesn't serve anyway comes first: replacing it costs nothing.
        let turns =
            outdated.filter { slots[$0].standing != .serving } + outdated.filter { slots[$0].standing == .serving }
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

    /// Whether a roll-out waits for the container.
    private func isPending(_ slot: Slot) -> Bool {
        switch slot.standing {
        case .pending, .failed: true
        case .serving, .finished, .unplaced, .away: false
        }
    }

    /// Why the containers of a service may not be updated yet: services that it needs are updated before.
    private func updateWait(of service: ServiceSpec) -> WaitReason? {
        guard pacing == .orderly else { return nil }
        for name in order.dependencies[service.name] ?? [] {
            for slot in table[name] ?? [] where slot.standing != .away && isOutdated(slot) {
                return WaitReason(.order, "is updated after \(name)")
            }
        }
        return nil
    }

    /// Has the container removed to make room for its successor, if there will be a place for that.
    private mutating func replace(_ slot: inout Slot, _ service: ServiceSpec) -> Bool {
        guard let container = slot.container, let node = slot.node, !isHeldBack(slot.id) else { return false }
        // What it has under a name that changes is its successor's to use, as with the same name.
        let released = container.name == slot.name ? nil : cluster.remove(container.name, on: node)
        guard let (target, _) = place(&slot, service) else {
            if let released { cluster.add(released, on: node) }
            return false
        }
        cluster.add(reservation(slot, service), on: target)
        var reason = "its service has changed"
        if target != node { reason += "; goes to \(cluster.name(of: target)), as \(cluster.name(of: node)) is drained" }
        let options = removeOptions(for: container, of: service, isReplacement: true)
        leave(&slot, container, on: node, options, reason)
        return true
    }
}
