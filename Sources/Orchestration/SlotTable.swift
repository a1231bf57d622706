//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// Which containers are to be there, matched with those that are.
struct SlotTable {
    /// A container that has to go.
    struct Surplus {
        let slot: ContainerSlot
        let container: ObservedContainer
        let reason: String
    }

    /// What is to be there, by number.
    private(set) var slots: [ServiceName: [Slot]] = [:]
    /// Highest numbers first.
    private(set) var surplus: [Surplus] = []
    /// Assignments of what isn't to be there any more, while something of it may still be.
    private(set) var retired: [ContainerSlot: NodeID] = [:]

    private let input: ReconcileInput
    /// The containers of this life of the application.
    private var containers: [ContainerSlot: [ObservedContainer]] = [:]

    init(_ input: ReconcileInput) {
        self.input = input
        for container in input.containers {
            // A container without an application's ID wasn't made by Gantry, and one on a node that left is gone.
            guard let slot = container.status.slot, let application = container.status.applicationID,
                input.cluster.condition(of: container.node) != nil
            else { continue }
            if application == input.application.id {
                containers[slot, default: []].append(container)
            } else {
                let reason = "it belongs to an earlier application of the same name"
                surplus.append(Surplus(slot: slot, container: container, reason: reason))
            }
        }
        var known: [ServiceName: Set<Int>] = [:]
        for slot in containers.keys { known[slot.service, default: []].insert(slot.number) }
        for slot in input.application.assignments.keys { known[slot.service, default: []].insert(slot.number) }
        for service in input.application.spec.services {
            let numbers = (known.removeValue(forKey: service.name) ?? []).sorted()
            slots[service.name] = service.isGlobal ? fill(global: service, numbers) : fill(service, numbers)
        }
        for service in input.application.presentSpec.services where slots[service.name] == nil {
            slots[service.name] = fill(leaving: service, (known.removeValue(forKey: service.name) ?? []).sorted())
        }
        for (service, numbers) in known {
            for number in numbers {
                retire(ContainerSlot(service: service, number: number), "its service isn't in the template any more")
            }
        }
        surplus.sort { left, right in
            if left.slot.service != right.slot.service { return left.slot.service < right.slot.service }
            if left.slot.number != right.slot.number { return left.slot.number > right.slot.number }
            return left.container.status.id < right.container.status.id
        }
    }

    private mutating func fill(_ service: ServiceSpec, _ numbers: [Int]) -> [Slot] {
        let scale = max(0, service.scale)
        for number in numbers where number < 1 || number > scale {
            let reason = scale == 1 ? "one container is to be there" : "\(scale) containers are to be there"
            retire(ContainerSlot(service: service.name, number: number), reason)
        }
        guard scale > 0 else { return [] }
        return (1...scale).map { slot(ContainerSlot(service: service.name, number: $0), of: service) }
    }

    /// What is there of a service that leaves; what is missing is not to come back, unless it is on its way elsewhere.
    private mutating func fill(leaving service: ServiceSpec, _ numbers: [Int]) -> [Slot] {
        numbers.map { ContainerSlot(service: service.name, number: $0) }.filter { id in
            let assigned = input.application.assignments[id].flatMap { input.cluster.condition(of: $0) }
            return containers[id] != nil || input.inFlight[.slot(id)] != nil || input.application.moves[id] != nil
                || assigned.map { !$0.isReachable } ?? false
        }
        .map { slot($0, of: service) }
    }

    /// One on each node: what has its node keeps it, nodes without one get the lowest free numbers.
    ///
    /// Nodes that don't meet the service's constraints get none, but what is there stays.
    private mutating func fill(global service: ServiceSpec, _ numbers: [Int]) -> [Slot] {
        var result: [Slot] = []
        var nodes: Set<NodeID> = []
        var used = Set(numbers)
        for number in numbers {
            let id = ContainerSlot(service: service.name, number: number)
            guard let node = resolve(id).node, let condition = input.cluster.condition(of: node) else {
                used.remove(number)
                continue
            }
            let name = input.cluster.name(of: node)
            if condition == .drained, !input.application.staysOnDrainedNodes {
                retire(id, "\(name) is drained")
            } else if nodes.insert(node).inserted {
                result.append(slot(id, of: service))
            } else {
                retire(id, "\(name) has one already")
            }
        }
        var next = 1
        let rules = PlacementRules(service, application: input.application.name)
        for node in input.cluster.nodes
        where node.condition == .ready && !nodes.contains(node.id) && rules.admits(node) {
            while !used.insert(next).inserted { next += 1 }
            var slot = slot(ContainerSlot(service: service.name, number: next), of: service)
            slot.node = node.id
            result.append(slot)
        }
        return result.sorted { $0.id < $1.id }
    }

    private mutating func slot(_ id: ContainerSlot, of service: ServiceSpec) -> Slot {
        let found = resolve(id)
        let successor = successor(of: id, service)
        if let container = successor?.container, let node = successor?.node, !input.application.runs(service.name) {
            let observed = ObservedContainer(node: node, status: container)
            surplus.append(Surplus(slot: id, container: observed, reason: "its service is to run no more"))
        }
        for other in found.surplus {
            let kept = found.node.map { " on " + input.cluster.name(of: $0) } ?? ""
            let reason =
                ContainerSlot.isSuccessor(other.status.name)
                ? "it stands in for nothing any more"
                : "it is a second one beside \(id.service) \(id.number)\(kept)"
            surplus.append(Surplus(slot: id, container: other, reason: reason))
        }
        return Slot(
            id: id,
            name: id.containerName(application: input.application.name, spec: service),
            node: found.node,
            isAssigned: found.node != nil,
            container: found.container?.status,
            successor: successor,
            copy: found.copy,
            activity: input.inFlight[.slot(id)] ?? found.container.flatMap { input.inFlight[.container($0.status.id)] }
        )
    }

    /// What is, or may be, beside the container that counts.
    private func successor(of id: ContainerSlot, _ service: ServiceSpec) -> Slot.Successor? {
        guard let node = input.application.successors[id], let condition = input.cluster.condition(of: node) else {
            return nil
        }
        let container = successorContainer(of: id)
        let isSent = input.inFlight[.successor(id)] != nil
        if container == nil, !isSent, condition.isReachable, !input.application.runs(service.name) { return nil }
        // Beside one that is there, it is a copy that goes when the lost node comes back.
        let assigned = input.application.assignments[id]
        let isNeeded = assigned.flatMap { input.cluster.condition(of: $0) } == nil && service.reschedule == .off
        if condition == .lost, !isSent, assigned != node, !isNeeded, input.application.runs(service.name) { return nil }
        return Slot.Successor(
            name: id.successorName(application: input.application.name, spec: service),
            node: node,
            container: container?.status,
            activity: input.inFlight[.successor(id)]
                ?? container.flatMap { input.inFlight[.container($0.status.id)] }
        )
    }

    private func successorContainer(of id: ContainerSlot) -> ObservedContainer? {
        guard let node = input.application.successors[id] else { return nil }
        return best(
            of: (containers[id] ?? []).filter { $0.node == node && ContainerSlot.isSuccessor($0.status.name) }
        )
    }

    /// Everything in the place has to go; it stays assigned until it surely has gone.
    private mutating func retire(_ id: ContainerSlot, _ reason: String) {
        let present = containers[id] ?? []
        for container in present { surplus.append(Surplus(slot: id, container: container, reason: reason)) }
        guard let node = input.application.assignments[id], input.cluster.condition(of: node) != nil else { return }
        if !present.isEmpty || !input.cluster.isReachable(node) || input.inFlight[.slot(id)] != nil {
            retired[id] = node
        }
    }

    /// The node and the container that count of those that claim one place, and those that have to go.
    private func resolve(
        _ id: ContainerSlot
    ) -> (node: NodeID?, container: ObservedContainer?, surplus: [ObservedContainer], copy: ObservedContainer?) {
        let present = containers[id] ?? []
        var found = resolve(id, among: present.filter { !ContainerSlot.isSuccessor($0.status.name) })
        // One that its entry doesn't name stands in for nothing.
        let successor = successorContainer(of: id)
        found.surplus += present.filter { $0 != successor && ContainerSlot.isSuccessor($0.status.name) }
        return found
    }

    private func resolve(
        _ id: ContainerSlot,
        among all: [ObservedContainer]
    ) -> (node: NodeID?, container: ObservedContainer?, surplus: [ObservedContainer], copy: ObservedContainer?) {
        let cluster = input.cluster
        let isGoing = input.application.intent == .remove
        func others(than kept: ObservedContainer) -> [ObservedContainer] { all.filter { $0 != kept } }
        if let assigned = input.application.assignments[id], cluster.condition(of: assigned) != nil {
            if let kept = best(of: all.filter { $0.node == assigned }) {
                // While the node is away nobody knows whether its container is still there.
                let isKnown = isGoing || cluster.isReachable(assigned)
                let copy = best(of: all.filter { cluster.isReachable($0.node) })
                return (assigned, kept, isKnown ? others(than: kept) : [], isKnown ? nil : copy)
            }
            let adopted = best(of: all.filter { cluster.isReachable($0.node) })
            let isSurelyMissing = cluster.isReachable(assigned) && input.inFlight[.slot(id)] == nil
            guard isSurelyMissing, let adopted else { return (assigned, nil, isGoing ? all : [], adopted) }
            return (adopted.node, adopted, others(than: adopted), nil)
        }
        if let kept = best(of: all.filter { cluster.isReachable($0.node) }) {
            return (kept.node, kept, others(than: kept), nil)
        }
        let kept = best(of: all)
        return (kept?.node, kept, [], nil)
    }

    /// The one that runs before the one that doesn't, then the oldest.
    private func best(of containers: [ObservedContainer]) -> ObservedContainer? {
        containers.count < 2
            ? containers.first
            : containers.min { left, right in
                let (one, other) = (left.status, right.status)
                if one.isActive != other.isActive { return one.isActive }
                return (one.created, one.id) < (other.created, other.id)
            }
    }
}
