//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
import Model
import Orchestration
import Scheduling

extension ClusterController {
    /// What every node has and what is taken of it, by containers there and by those that were assigned but not made.
    ///
    /// The container that is being made, if one is named, is left out.
    func clusterView(without pending: String? = nil) -> ClusterView {
        var view = ClusterView(
            nodes: nodes.values.map { node in
                let status = node.status ?? node.record.lastStatus
                return NodeView(
                    id: node.record.id,
                    name: node.record.name,
                    zone: node.record.zone,
                    labels: node.constraintLabels,
                    engineID: status?.engineID ?? node.record.engineID,
                    images: status?.images ?? [],
                    condition: node.condition,
                    cpuMillis: Int64(status?.cpus ?? 0) * 1_000,
                    memoryBytes: status?.memoryBytes ?? 0,
                    gpus: status?.gpus?.devices.count ?? 0
                )
            },
            strategy: record.strategy ?? .spread
        )
        for (name, container) in pendingContainers where name != pending {
            if let node = container.node { view.add(container.taken, on: node) }
        }
        for node in nodes.values {
            for (status, taken) in node.containers.reservations {
                if let reservation = reservation(of: status, taken) { view.add(reservation, on: node.record.id) }
            }
            let ports = balancerPlan.reservedPorts(on: node.record.name)
            if !ports.isEmpty {
                view.add(
                    ContainerReservation(name: "a load balancer", ports: ports.map { PortKey($0) }),
                    on: node.record.id
                )
            }
        }
        for application in applications.values where application.record.intent != .remove {
            for (node, container) in application.state.reservations { view.add(container, on: node) }
        }
        return view
    }

    /// What a container takes of its node; nil for one of a job that is there for its log alone.
    func reservation(of status: ContainerStatus, _ taken: ContainerReservation) -> ContainerReservation? {
        // What is of no application is started whenever somebody wants it to.
        if status.applicationID == nil, let ports = status.boundPorts, !ports.isEmpty {
            var taken = taken
            taken.ports += ports.map { PortKey(ContainerPort($0.hostPort, $0.container.transport), ip: $0.hostIP) }
                .filter { !taken.ports.contains($0) }
            return taken
        }
        guard status.isEndedTask else { return taken }
        // Others of its run may still need to be beside it, as they use its volumes.
        guard let run = status.applicationID.flatMap({ applications[$0]?.state.job.current?.number }),
            run == status.attempt?.run
        else { return nil }
        var reservation = taken
        reservation.cpuMillis = 0
        reservation.memoryBytes = 0
        reservation.gpus = 0
        reservation.ports = []
        return reservation
    }
}
