//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import BenchmarkSupport
import Model
import Orchestration
import Scheduling

/// Reconciles an application with one service of many containers.
struct ReplanBenchmark {
    /// What has happened to the service.
    enum Change: String, CaseIterable {
        /// It is deployed for the first time.
        case new
        /// Nothing.
        case none
        /// It has another image; its containers stay on their nodes.
        case update
        /// It has another image, and its containers get new nodes.
        case reschedule
    }

    private static let rounds = 15

    let workload: Workload
    let size: Int

    /// Median and slowest of the rounds, in nanoseconds.
    func run(_ change: Change) throws -> [Int64] {
        let input = try input(after: change)
        var measurement = Measurement()
        for _ in 1...Self.rounds {
            let output = measurement.measure { Reconciler.reconcile(input) }
            let expected = change == .none ? 0 : size
            guard output.actions.count == expected else {
                throw BenchmarkError("\(change): \(output.actions.count) actions in place of \(expected)")
            }
        }
        return [measurement.percentile(50), measurement.percentile(100)]
    }

    private func input(after change: Change) throws -> ReconcileInput {
        var service = ServiceSpec(name: "web", image: "web:1")
        service.restart = .always
        service.scale = size
        service.resources.cpuMillis = 20
        service.placement = try workload.placement(of: 0)
        var application = ApplicationState(
            name: "replanned",
            id: "life",
            spec: ApplicationSpec(name: "replanned", services: [service])
        )
        let nodes = workload.nodeViews
        var view = ClusterView(nodes: nodes)
        for (node, container) in workload.present { view.add(container, on: nodes[node].id) }
        func input(_ containers: [ObservedContainer], _ view: ClusterView) -> ReconcileInput {
            ReconcileInput(
                application: application,
                containers: containers,
                cluster: view,
                inFlight: InFlight(),
                restartHistory: [:],
                failures: [:],
                rollOuts: RollOutMemory(),
                lostSince: [:],
                now: Timestamp(seconds: 1_000)
            )
        }
        guard change != .new else { return input([], view) }
        let output = Reconciler.reconcile(input([], view))
        application.assignments = output.assignments
        let hash = application.hash(of: service.name)
        let containers = output.actions.enumerated().map { number, action in
            ObservedContainer(node: action.node, status: status(number, action, hash))
        }
        for container in containers { view.add(ContainerReservation(container.status), on: container.node) }
        if change != .none {
            service.image = "web:2"
            application.spec.services = [service]
        }
        application.reschedulesOnUpdate = change == .reschedule
        for (node, container) in application.reservations { view.add(container, on: node) }
        return input(containers, view)
    }

    private func status(_ number: Int, _ action: Action, _ hash: String) -> ContainerStatus {
        var status = ContainerStatus(
            id: ContainerID("container-\(number)"),
            name: action.containerName,
            image: "web:1",
            state: .running,
            created: Timestamp(seconds: 1)
        )
        status.started = Timestamp(seconds: 1)
        status.cpuMillis = 20
        status.labels = [
            ContainerLabels.project: "replanned", ContainerLabels.service: action.slot.service.rawValue,
            ContainerLabels.number: String(action.slot.number), ContainerLabels.configHash: hash,
            ContainerLabels.application: "life",
        ]
        return status
    }
}
