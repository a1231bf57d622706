//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

extension Simulation {
    /// Lets one thing happen.
    mutating func happen() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45:
            if !travelling.isEmpty {
                deliver(Int.random(in: travelling.indices, using: &random), withFaults: true)
            }
        case 45..<60: nodes[anyNode()].report()
        case 60..<78: happenToContainer()
        case 78..<90: happenToNode()
        case 90..<92: restartServer()
        case 92..<97: happenToApplication()
        default: now = now + .seconds(Int64.random(in: 1...20, using: &random))
        }
    }

    mutating func anyNode() -> Int { Int.random(in: nodes.indices, using: &random) }

    mutating func happenToContainer() {
        let node = anyNode()
        guard let status = nodes[node].containers.randomElement(using: &random), status.applicationID != nil else {
            return
        }
        defer { trace?.note("something happens to \(status.name) on \(nodes[node].id)") }
        let now = now
        let code = Int.random(in: 0...1, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: nodes[node].containers.removeAll { $0.id == status.id }
        case 1, 2:
            nodes[node].change(status.id) { status in
                guard status.state == .running else { return }
                status.state = .exited
                status.exitCode = code
                status.finished = now
            }
        case 3: nodes[node].change(status.id) { $0.state = .dead }
        case 4: nodes[node].change(status.id) { $0.health.state = .unhealthy }
        case 5: nodes[node].change(status.id) { $0.health.state = .healthy }
        default:
            // A second one turns up on another node, as after a partition.
            let other = anyNode()
            guard let slot = status.slot, !nodes[other].containers.contains(where: { $0.name == status.name }) else {
                return
            }
            add(
                to: other,
                name: status.name,
                slot: slot,
                hash: status.labels[ContainerLabels.configHash] ?? "",
                life: status.applicationID?.rawValue
            )
            strange.insert(ContainerID("c\(created)"))
        }
    }

    mutating func happenToNode() {
        let node = anyNode()
        defer { trace?.note("\(nodes[node].id) is \(nodes[node].condition)") }
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: nodes[node].isConnected = false
        case 3: nodes[node].lostSince = now
        case 4...7: nodes[node].connect()
        case 8: nodes[node].isDrained.toggle()
        default:
            joined += 1
            nodes[node] = SimulatedNode(id: NodeID("node\(nodes.count + joined)"))
            nodes[node].report()
        }
    }

    mutating func happenToApplication() {
        // Whoever changes an application wants it tried again.
        failures = [:]
        let service = Int.random(in: application.spec.services.indices, using: &random)
        let number = Int.random(in: 0...5, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 6:
            let slot = ContainerSlot(service: application.spec.services[service].name, number: number)
            if application.assignments[slot] != nil { application.moves[slot] = nodes[anyNode()].id }
        case 0, 1: application.spec.services[service].scale = number
        case 2, 3: application.spec.services[service].image = "image:\(number)"
        case 4: application.intent = application.intent == .run ? .stop : .run
        default:
            let name = application.spec.services[service].name
            application.serviceIntents[name] = application.serviceIntents[name] == .stop ? .run : .stop
        }
    }

    /// Fills nodes or makes room on them; breaks or mends the way to an image.
    mutating func happenScarcity() {
        let node = anyNode()
        if random.chance(50) {
            nodes[node].isFull.toggle()
            wasFull = true
            trace?.note("\(nodes[node].id) is \(nodes[node].isFull ? "full" : "not full any more")")
        } else if let service = application.spec.services.randomElement(using: &random) {
            let pull = "\(service.image)@\(nodes[node].id)"
            if unpullable.remove(pull) == nil { unpullable.insert(pull) }
            trace?.note("\(pull) \(unpullable.contains(pull) ? "can't" : "can") be pulled")
        }
    }

    /// Lets one thing happen that no container is harmed by: late, lost and repeated answers, restarts of the server.
    mutating func happenHarmlessly() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50:
            if !travelling.isEmpty {
                deliver(Int.random(in: travelling.indices, using: &random), withFaults: true)
            }
        case 50..<65: nodes[anyNode()].report()
        case 65..<75:
            let node = anyNode()
            if let status = nodes[node].containers.randomElement(using: &random) {
                nodes[node].change(status.id) { status in
                    if status.health.state == .starting { status.health.state = .healthy }
                }
                nodes[node].report()
            }
        case 75..<85: nodes[anyNode()].connect()
        case 85..<88: restartServer()
        default: now = now + .seconds(Int64.random(in: 1...6, using: &random))
        }
    }

    /// How many containers of a service serve, whatever the server knows of them.
    func serving(_ service: ServiceName) -> Int {
        Set(
            nodes.flatMap(\.containers).filter { $0.isServing && $0.applicationID == application.id }.compactMap(\.slot)
        )
        .filter { $0.service == service }.count
    }
}
