//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

extension Simulation {
    /// Ends all faults and lets the server finish; nil when it doesn't.
    mutating func settle(_ intent: ApplicationIntent) -> ReconcileOutput? {
        application.intent = intent
        application.serviceIntents = [:]
        now = now + .seconds(1)
        application.redeployedAt = now
        application.halts = [:]
        failures = [:]
        for index in nodes.indices { nodes[index].connect() }
        nodes[0].isDrained = false
        for index in nodes.indices { nodes[index].isFull = false }
        unpullable = []
        for _ in 1...300 {
            let output = reconcile()
            if output.isFinished { return output }
            application.halts = [:]
            while !travelling.isEmpty { deliver(0, withFaults: false) }
            for index in nodes.indices {
                for position in nodes[index].containers.indices {
                    nodes[index].containers[position].health.state = .healthy
                }
                nodes[index].report()
            }
            now = max(now + .seconds(1), output.wakeAt ?? now)
        }
        return nil
    }

    /// What isn't as the application wants it, when it runs.
    var shortcomings: [String] {
        var faults: [String] = []
        var seen: Set<ContainerSlot> = []
        for node in nodes {
            for status in node.containers where status.applicationID != nil {
                guard let slot = status.slot, status.applicationID == application.id, seen.insert(slot).inserted else {
                    faults.append("surplus: \(status.name) on \(node.id)")
                    continue
                }
                if status.name != "app_\(slot.service)_\(slot.number)" { faults.append("misnamed: \(status.name)") }
                if !status.isServing { faults.append("not serving: \(status.name)") }
                if application.assignments[slot] != node.id { faults.append("not assigned: \(status.name)") }
                if status.labels[ContainerLabels.configHash] != application.hash(of: slot.service) {
                    faults.append("outdated: \(status.name)")
                }
            }
        }
        for service in application.spec.services {
            let count = service.isGlobal ? nodes.filter { !$0.isDrained }.count : service.scale
            let found = seen.filter { $0.service == service.name }.count
            if found != count { faults.append("\(service.name): \(found) of \(count)") }
        }
        return faults
    }
}
