//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration
import Scheduling

extension Simulation {
    var input: ReconcileInput {
        var view = ClusterView(nodes: nodes.map(\.view))
        var containers: [ObservedContainer] = []
        for node in nodes {
            for status in node.reported ?? [] {
                containers.append(ObservedContainer(node: node.id, status: status))
                view.add(ContainerReservation(status), on: node.id)
            }
        }
        for (node, container) in application.reservations { view.add(container, on: node) }
        return ReconcileInput(
            application: application,
            containers: containers,
            cluster: view,
            inFlight: inFlight,
            restartHistory: history,
            failures: failures,
            rollOuts: rollOuts,
            lostSince: Dictionary(
                uniqueKeysWithValues: nodes.compactMap { node in node.lostSince.map { (node.id, $0) } }
            ),
            rescheduleAfter: .seconds(5),
            now: now
        )
    }

    @discardableResult
    mutating func reconcile() -> ReconcileOutput {
        let input = input
        let output = Reconciler.reconcile(input)
        check(output, against: input)
        for action in output.actions { trace?.note("  decided: \(action)") }
        application.assignments = output.assignments
        application.successors = output.successors
        application.handover = output.handover
        application.moves = output.moves
        application.halts.merge(output.halts) { $1 }
        rollOuts = output.rollOuts
        history = output.restartHistory
        excuse(output)
        for node in nodes where !node.isConnected {
            // What a node that is away has of what belongs elsewhere by now is there twice until the node is back.
            for status in node.containers {
                guard let slot = status.slot, let assigned = output.assignments[slot] else { continue }
                if assigned != node.id { strange.insert(status.id) }
            }
        }
        for action in output.actions { inFlight.insert(action) }
        travelling += output.actions
        return output
    }

    mutating func check(_ output: ReconcileOutput, against input: ReconcileInput) {
        var targets: Set<Action.Target> = []
        for action in output.actions {
            if !input.cluster.isReachable(action.node) { violate("out of reach: \(action)") }
            if input.inFlight[action.target] != nil { violate("under way already: \(action)") }
            if !targets.insert(action.target).inserted { violate("asked for twice: \(action)") }
            guard case .create(_, let isSuccessor) = action.work else { continue }
            let assigned = isSuccessor ? output.successors[action.slot] : output.assignments[action.slot]
            if assigned != action.node { violate("not assigned: \(action)") }
            let isThere = input.containers.contains { container in
                container.status.slot == action.slot && container.status.applicationID == application.id
                    && container.status.name == action.containerName && input.cluster.isReachable(container.node)
                    && !strange.contains(container.status.id)
            }
            if isThere { violate("there is one already: \(action)") }
        }
    }

    mutating func restartServer() {
        trace?.note("the server restarts")
        // What was sent is done or not, but over before the agents connect again.
        for action in travelling where random.chance(50) { performWatched(action) }
        travelling = []
        inFlight = InFlight()
        history = [:]
        failures = [:]
        rollOuts = RollOutMemory()
        for index in nodes.indices {
            nodes[index].isConnected = false
            nodes[index].reported = nil
        }
    }
}
