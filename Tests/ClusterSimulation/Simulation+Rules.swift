//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

/// What must hold at each step, whatever happens.
extension Simulation {
    /// Slots that serve, on whatever node and whatever the server knows of it.
    private var served: Set<ContainerSlot> {
        var served: Set<ContainerSlot> = []
        for node in nodes {
            for status in node.containers where status.isServing && status.applicationID == application.id {
                if let slot = status.slot { served.insert(slot) }
            }
        }
        return served
    }

    /// Remembers which containers may go without being missed: those that are to go, those that don't serve, and those
    /// beside which, as far as the server was told, another serves in their place.
    mutating func excuse(_ output: ReconcileOutput) {
        let leaving = Set((travelling + output.actions).compactMap(\.takenContainer))
        for action in output.actions {
            guard let id = action.takenContainer else { continue }
            let known = nodes.first { $0.id == action.node }?.reported?.first { $0.id == id }
            if known?.isServing != true || !isWanted(action.slot) || isServed(action.slot, without: leaving) {
                promise.excuse(id)
            }
        }
    }

    private func isServed(_ slot: ContainerSlot, without leaving: Set<ContainerID>) -> Bool {
        nodes.contains { node in
            node.isConnected
                && (node.reported ?? []).contains {
                    $0.slot == slot && $0.applicationID == application.id && $0.isServing && !leaving.contains($0.id)
                }
        }
    }

    private func isWanted(_ slot: ContainerSlot) -> Bool {
        guard application.intent == .run, application.serviceIntents[slot.service] != .stop,
            let service = application.spec.service(slot.service)
        else { return false }
        return slot.number >= 1 && slot.number <= service.scale
    }

    /// What the engine does for the server may take a container away that served.
    mutating func performWatched(_ action: Action, isCutShort: Bool = false) {
        let before = served
        let container = action.takenContainer.flatMap { id in
            nodes.first { $0.id == action.node }?.containers.first { $0.id == id }
        }
        perform(action, isCutShort: isCutShort)
        if let container, let slot = container.slot, before.contains(slot), !served.contains(slot) {
            promise.note(container, lost: slot)
        }
        checkRules()
    }

    /// Checks the state that there is: names, volumes, and how many containers the server has taken away.
    mutating func checkRules() {
        var names: [String: NodeID] = [:]
        var writers: [ContainerSlot: ContainerID] = [:]
        for node in nodes {
            for status in node.containers
            where status.applicationID == application.id && !strange.contains(status.id) && status.state == .running {
                if let other = names.updateValue(node.id, forKey: status.name) {
                    violate("\(status.name) runs on \(other) and on \(node.id)")
                }
                guard let slot = status.slot, slot.service == "db" else { continue }
                if writers.updateValue(status.id, forKey: slot) != nil {
                    violate("two containers of \(slot.service) \(slot.number) write to its volume")
                }
            }
        }
        let served = served
        promise.forget(promise.taken.filter { served.contains($0) || !isWanted($0) })
        for service in application.spec.services {
            guard let parallelism = service.update.parallelism else { continue }
            let taken = promise.taken.filter { $0.service == service.name }
            let allowed = mayStartFirst(service) ? 0 : parallelism
            if taken.count > allowed {
                violate("\(taken.count) of \(service.name) were taken away, \(allowed) at a time may be")
            }
        }
    }

    /// Whether a new container of the service always finds room beside the one that it replaces.
    private func mayStartFirst(_ service: ServiceSpec) -> Bool {
        service.volumes.isEmpty && service.update.order != .stopFirst && !wasFull
    }
}

extension Action {
    /// The container that doesn't serve any more when this is done.
    fileprivate var takenContainer: ContainerID? {
        switch work {
        case .stop(let id, _), .remove(let id, _): id
        case .create, .createTask, .start: nil
        }
    }
}
