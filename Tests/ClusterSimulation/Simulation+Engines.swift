//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

extension Simulation {
    /// An action arrives, or gets lost on its way.
    mutating func deliver(_ position: Int, withFaults: Bool) {
        let action = travelling.remove(at: position)
        var failure: String?
        defer { trace?.note("delivered (\(failure ?? "done")): \(action)") }
        if nodes.first(where: { $0.id == action.node })?.isConnected != true {
            failure = "connection lost"
        } else if let reason = pullFailure(of: action) {
            failure = reason
        } else if withFaults, random.chance(15) {
            failure = "no answer"
            if random.chance(60) { performWatched(action, isCutShort: random.chance(30)) }
        } else {
            performWatched(action)
            if withFaults, random.chance(10) { performWatched(action) }
        }
        if let failure {
            let attempts = (failures[action.slot]?.attempts ?? 0) + 1
            failures[action.slot] = ActionFailure(message: failure, attempts: attempts, at: now)
        } else {
            failures[action.slot] = nil
        }
        // The contract of `InFlight`: the node has reported before an action counts as over.
        for index in nodes.indices where nodes[index].id == action.node { nodes[index].report() }
        inFlight.remove(action)
    }

    /// Why an action fails for want of an image: one that replaces a container pulls before it stops anything.
    private func pullFailure(of action: Action) -> String? {
        switch action.work {
        case .create, .createTask: break
        case .remove(_, let options): if !options.isReplacement { return nil }
        case .start, .stop: return nil
        }
        guard let image = application.spec.service(action.slot.service)?.image,
            unpullable.contains("\(image)@\(action.node)")
        else { return nil }
        return "pull failed"
    }

    mutating func perform(_ action: Action, isCutShort: Bool = false) {
        guard let index = nodes.firstIndex(where: { $0.id == action.node }) else { return }
        let now = now
        switch action.work {
        case .create(let hash, let isSuccessor):
            // A name is taken only once on a node, so a repeated creation finds its container there.
            guard !nodes[index].containers.contains(where: { $0.name == action.containerName }) else { return }
            for node in nodes where node.id != action.node && !isSuccessor {
                for other in node.containers
                where other.slot == action.slot && other.applicationID == application.id
                    && !strange.contains(other.id) && !other.name.hasSuffix(".new")
                {
                    violate("\(action) while there is one on \(node.id)")
                }
            }
            add(to: index, name: action.containerName, slot: action.slot, hash: hash, life: application.id.rawValue)
            if isCutShort { nodes[index].containers[nodes[index].containers.count - 1].state = .created }
        case .createTask: violate("not a job: \(action)")
        case .start(let id):
            nodes[index].change(id) { status in
                guard status.state == .exited || status.state == .created else { return }
                status.state = .running
                status.started = now
            }
        case .stop(let id, _):
            nodes[index].change(id) { status in
                guard status.state == .running else { return }
                status.state = .exited
                status.exitCode = 143
                status.finished = now
            }
        case .remove(let id, _):
            let found = nodes[index].containers.first { $0.id == id }
            if let found, found.applicationID == nil { violate("not Gantry's: \(action)") }
            nodes[index].containers.removeAll { $0.id == id }
        }
    }

    mutating func add(to index: Int, name: String, slot: ContainerSlot, hash: String, life: String?) {
        created += 1
        var status = ContainerStatus(
            id: ContainerID("c\(created)"),
            name: name,
            image: "image",
            state: .running,
            created: now
        )
        status.labels = [
            ContainerLabels.project: "app", ContainerLabels.service: slot.service.rawValue,
            ContainerLabels.number: String(slot.number), ContainerLabels.configHash: hash,
        ]
        status.labels[ContainerLabels.application] = life
        status.started = now
        if slot.service == "db" { status.health.state = .starting }
        nodes[index].containers.append(status)
    }
}
