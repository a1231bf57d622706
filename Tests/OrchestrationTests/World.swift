//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ClusterSimulation
import Model
import Orchestration
import Scheduling

/// An application on a cluster whose engines do at once, and without fail, what they are told.
struct World {
    var nodes: [NodeView]
    var application: ApplicationState
    var containers: [ObservedContainer] = []
    var inFlight = InFlight()
    var history: [ContainerSlot: RestartHistory] = [:]
    var failures: [ContainerSlot: ActionFailure] = [:]
    var rollOuts = RollOutMemory()
    var lostSince: [NodeID: Timestamp] = [:]
    var now = Timestamp(seconds: 1_000)
    /// Services whose new containers don't serve: their probe hasn't succeeded yet.
    var starting: Set<ServiceName> = []
    private var created = 0

    init(_ services: ServiceSpec..., nodes: Int = 3) {
        self.nodes = (1...nodes).map { .sample("node\($0)") }
        application = ApplicationState(
            name: "app",
            id: "life2",
            spec: ApplicationSpec(name: "app", services: services)
        )
    }

    var cluster: ClusterView {
        var view = ClusterView(nodes: nodes)
        for container in containers { view.add(ContainerReservation(container.status), on: container.node) }
        for (node, container) in application.reservations { view.add(container, on: node) }
        return view
    }

    var input: ReconcileInput {
        ReconcileInput(
            application: application,
            containers: containers,
            cluster: cluster,
            inFlight: inFlight,
            restartHistory: history,
            failures: failures,
            rollOuts: rollOuts,
            lostSince: lostSince,
            now: now
        )
    }

    /// Reconciles and keeps what is to be kept, but carries nothing out.
    mutating func reconcile() -> ReconcileOutput {
        let output = Reconciler.reconcile(input)
        application.assignments = output.assignments
        application.successors = output.successors
        application.moves = output.moves
        application.handover = output.handover
        application.halts.merge(output.halts) { $1 }
        history = output.restartHistory
        rollOuts = output.rollOuts
        if let job = output.job { application.job = job }
        return output
    }

    /// Reconciles and carries out what that asks for.
    @discardableResult
    mutating func step() -> ReconcileOutput {
        let output = reconcile()
        for action in output.actions { execute(action) }
        return output
    }

    /// Steps until nothing more is asked for; returns the actions of each step.
    @discardableResult
    mutating func settle() -> [[String]] {
        var steps: [[String]] = []
        while steps.count < 100 {
            let job = application.job
            let output = step()
            // A run of a job that ended makes room for the next.
            if output.actions.isEmpty, application.job == job { return steps }
            if !output.actions.isEmpty { steps.append(output.actions.map(\.line)) }
        }
        return steps
    }

    /// Steps until everything is as it should be, and puts the clock on when there is nothing to do before.
    @discardableResult
    mutating func settleInTime() -> [[String]] {
        var steps: [[String]] = []
        for _ in 1...100 {
            let output = step()
            if !output.actions.isEmpty { steps.append(output.actions.map(\.line)) }
            if output.isFinished { return steps }
            if output.actions.isEmpty {
                guard let wakeAt = output.wakeAt else { return steps }
                now = max(now, wakeAt)
            }
        }
        return steps
    }

    mutating func execute(_ action: Action) {
        let now = now
        switch action.work {
        case .create(let hash, _): add(action.containerName, action.slot, on: action.node, hash: hash)
        case .createTask(let attempt): add(attempt, action)
        case .start(let id):
            change(id) { status in
                status.state = .running
                status.started = now
            }
        case .stop(let id, _):
            change(id) { status in
                status.state = .exited
                status.exitCode = 143
                status.finished = now
            }
        case .remove(let id, _): containers.removeAll { $0.status.id == id }
        }
    }

    /// Puts a running container there.
    mutating func add(
        _ name: String,
        _ slot: ContainerSlot,
        on node: NodeID,
        hash: String? = nil,
        life: String? = "life2",
        state: ContainerStatus.State = .running
    ) {
        created += 1
        var status = ContainerStatus(
            id: ContainerID("c\(created)"),
            name: name,
            image: "image",
            state: state,
            created: now
        )
        status.labels = [
            ContainerLabels.project: "app", ContainerLabels.service: slot.service.rawValue,
            ContainerLabels.number: String(slot.number),
            ContainerLabels.configHash: hash ?? application.hash(of: slot.service),
        ]
        status.labels[ContainerLabels.application] = life
        status.started = now
        if starting.contains(slot.service) { status.health.state = .starting }
        containers.append(ObservedContainer(node: node, status: status))
    }

    private mutating func add(_ attempt: TaskAttempt, _ action: Action) {
        add(action.containerName, action.slot, on: action.node)
        change(action.containerName) { status in
            status.labels[ContainerLabels.run] = String(attempt.run)
            status.labels[ContainerLabels.attempt] = String(attempt.number)
        }
    }

    mutating func change(_ id: ContainerID, _ body: (inout ContainerStatus) -> Void) {
        for index in containers.indices where containers[index].status.id == id { body(&containers[index].status) }
    }

    mutating func change(_ name: String, _ body: (inout ContainerStatus) -> Void) {
        for index in containers.indices where containers[index].status.name == name { body(&containers[index].status) }
    }

    mutating func exit(_ name: String, code: Int = 1) {
        let now = now
        change(name) { status in
            status.state = .exited
            status.exitCode = code
            status.finished = now
        }
    }

    mutating func set(_ condition: NodeCondition?, _ id: NodeID) {
        guard let index = nodes.firstIndex(where: { $0.id == id }) else { return }
        lostSince[id] = condition == .lost ? now : nil
        if let condition { nodes[index] = .sample(id.rawValue, condition) } else { nodes.remove(at: index) }
        if condition == nil { containers.removeAll { $0.node == id } }
    }

    /// Puts another version in the place of the application's present one.
    mutating func deploy(_ services: ServiceSpec...) {
        let next = ApplicationSpec(name: "app", services: services)
        application.handover = Handover(
            from: (application.spec, application.pulledImages),
            unfinished: application.handover,
            to: (next, [:])
        )
        application.spec = next
        application.halts = [:]
    }

    mutating func edit(_ service: ServiceName, _ body: (inout ServiceSpec) -> Void) {
        for index in application.spec.services.indices where application.spec.services[index].name == service {
            body(&application.spec.services[index])
        }
    }

    /// The containers as `name@node`, sorted.
    var places: [String] { containers.map { "\($0.status.name)@\($0.node)" }.sorted() }
}

extension Action {
    /// What is done where, such as `create app_web_1@node1`.
    var line: String {
        var kind = kind.rawValue
        if case .remove(_, let options) = work, options.isReplacement { kind = "replace" }
        return "\(kind) \(containerName)@\(node)"
    }
}

extension ReconcileOutput {
    var lines: [String] { actions.map(\.line) }
}

extension ContainerSlot {
    static func web(_ number: Int) -> ContainerSlot { ContainerSlot(service: "web", number: number) }
    static func db(_ number: Int) -> ContainerSlot { ContainerSlot(service: "db", number: number) }
}
