//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import Model
import Orchestration

/// An action of an application, on its way to a node.
struct ScheduledAction: Sendable {
    var application: ApplicationID
    var action: Action
}

extension ClusterController {
    /// How many containers are made at a time on one node.
    private static let creationsAtATime = 16

    /// Carries out one action; what came of it is seen in the next reconciliation.
    func execute(_ scheduled: ScheduledAction) async {
        let action = scheduled.action
        do {
            try await perform(action, of: scheduled.application)
            applications[scheduled.application]?.failures[action.slot] = nil
        } catch is CancellationError {
            return
        } catch {
            let attempts = (applications[scheduled.application]?.failures[action.slot]?.attempts ?? 0) + 1
            applications[scheduled.application]?.failures[action.slot] = ActionFailure(
                message: "\(error)",
                attempts: attempts,
                at: now,
                kind: action.kind
            )
            await events.record(
                "action.failed",
                "\(action.kind.rawValue) \(action.containerName): \(error)",
                level: "error",
                about: subject(of: action, scheduled.application)
            )
        }
        applications[scheduled.application]?.inFlight.remove(action)
        publishRoutes()
        changes.send()
        markDirty(scheduled.application)
    }

    private func subject(of action: Action, _ application: ApplicationID) -> EventLog.Subject {
        EventLog.Subject(
            project: applications[application]?.record.name.rawValue ?? "",
            service: action.slot.service.rawValue,
            container: action.containerName,
            node: nodes[action.node]?.record.name ?? ""
        )
    }

    private func perform(_ action: Action, of applicationID: ApplicationID) async throws {
        guard let engine = nodes[action.node]?.engine else {
            throw ControlPlaneError(.unavailable, "the node is not connected")
        }
        let runner = ContainerRunner(engine: engine)
        switch action.work {
        case .create(let hash, let isSuccessor):
            try await create(action, hash: hash, isSuccessor: isSuccessor, of: applicationID, with: runner)
        case .createTask(let attempt):
            try await create(attempt, action, of: applicationID, with: runner)
        case .start(let container):
            try await untilManagersAnswer()
            try await runner.start(container)
            observe(container, on: action.node) { $0.state = .running }
        case .stop(let container, let options):
            try await stop(container, options, on: action.node, with: runner)
        case .remove(let container, let options):
            if options.isReplacement { try await ensureImage(for: action, of: applicationID, on: engine) }
            try await stop(container, options.stop, on: action.node, with: runner)
            try await runner.remove(container, volumes: options.removesVolumes)
            // A stand-in and a try of a job have volumes of their own alone.
            if options.removesVolumes, applications[applicationID]?.record.job == nil,
                !ContainerSlot.isSuccessor(action.containerName)
            {
                try await runner.removeVolumes(of: action.slot, applicationID)
            }
            if nodes[action.node]?.containers.remove(container) != nil {
                nodes[action.node]?.removed.insert(container)
            }
            draining.remove(container)
            await events.record(
                "container.removed",
                "\(action.containerName) is removed: \(action.reasons.joined(separator: "; "))",
                about: subject(of: action, applicationID)
            )
        }
    }

    private func create(
        _ action: Action,
        hash: String,
        isSuccessor: Bool,
        of applicationID: ApplicationID,
        with runner: ContainerRunner
    ) async throws {
        // Another version may have come since this was decided: its container must not carry the earlier one's hash.
        guard applications[applicationID]?.state.hash(of: action.slot.service) == hash,
            var configuration = configuration(of: action, hash: hash, applicationID)
        else { return }
        if isSuccessor { configuration.temporaryName = action.containerName }
        configuration.gpus = try claimGPUs(
            for: configuration.name,
            count: configuration.spec.resources.gpus,
            on: action.node
        )
        defer { releaseGPUs(for: configuration.name, on: action.node) }
        try await create(configuration, action, applicationID, with: runner)
    }

    private func create(
        _ attempt: TaskAttempt,
        _ action: Action,
        of applicationID: ApplicationID,
        with runner: ContainerRunner
    ) async throws {
        // What a try was made from never changes, so its number says enough of it.
        let hash = "run-\(attempt.run)-\(attempt.number)"
        guard applications[applicationID]?.state.job.current?.attempts[action.slot] == attempt,
            var configuration = configuration(of: action, hash: hash, applicationID)
        else { return }
        configuration.attempt = attempt
        configuration.temporaryName = action.containerName
        // Whether it is tried again is decided here.
        configuration.spec.restart = .no
        configuration.gpus = try claimGPUs(
            for: action.containerName,
            count: configuration.spec.resources.gpus,
            on: action.node
        )
        defer { releaseGPUs(for: action.containerName, on: action.node) }
        try await create(configuration, action, applicationID, with: runner)
    }

    private func create(
        _ configuration: ContainerConfiguration,
        _ action: Action,
        _ applicationID: ApplicationID,
        with runner: ContainerRunner
    ) async throws {
        if !configuration.spec.loadBalancers.isEmpty { await waitForRoutes() }
        let gate = creations[action.node] ?? ConcurrencyGate(limit: Self.creationsAtATime)
        creations[action.node] = gate
        let image = try imageSupply(for: configuration, on: action.node, runner.engine)
        var wanted = configuration
        wanted.outsideAddresses = await outsideAddresses(
            for: configuration,
            on: action.node,
            subject(of: action, applicationID)
        )
        let (container, volumes) = try await gate.run { [wanted] in
            try await runner.createAndStart(wanted, image: image, untilItMayStart: self.untilManagersAnswer)
        }
        if let volumes { remember(volumes) }
        await events.record(
            "container.created",
            "\(action.containerName) is made on \(nodes[action.node]?.record.name ?? ""): "
                + action.reasons.joined(separator: "; "),
            about: subject(of: action, applicationID)
        )
        if nodes[action.node]?.containers[container] != nil {
            // The agent's report of the start is still on its way.
            observe(container, on: action.node) { status in
                if status.state == .created { status.state = .running }
            }
            return
        }
        // Until the agent reports it; a reconciliation in between must not make it again.
        var status = ContainerStatus(
            id: container,
            name: action.containerName,
            image: configuration.image,
            state: .running,
            created: now
        )
        status.labels = try configuration.labels()
        status.started = now
        if configuration.spec.hasHealth { status.health.state = .starting }
        status.memoryBytes = configuration.spec.resources.memoryBytes
        status.cpuMillis = configuration.spec.resources.cpuMillis
        nodes[action.node]?.containers[container] = status
    }

    private func stop(
        _ container: ContainerID,
        _ options: Action.StopOptions,
        on node: NodeID,
        with runner: ContainerRunner
    ) async throws {
        guard let status = nodes[node]?.containers[container], status.state == .running else { return }
        if options.drains { await drain(container) }
        try await runner.stop(container, timeoutSeconds: options.timeoutSeconds)
        // The history of a job says what its containers ended with.
        let code = status.attempt == nil ? nil : try await runner.exitCode(of: container)
        observe(container, on: node) { status in
            status.state = .exited
            if let code { status.exitCode = code }
            status.finished = now
        }
        draining.remove(container)
    }

    /// Takes in what an answer said, ahead of the agent's report of it.
    private func observe(_ container: ContainerID, on node: NodeID, _ change: (inout ContainerStatus) -> Void) {
        guard var status = nodes[node]?.containers[container] else { return }
        change(&status)
        nodes[node]?.containers[container] = status
    }

    /// Pulls the image of the container's successor, so that the old one goes on while it can't be had.
    private func ensureImage(
        for action: Action,
        of applicationID: ApplicationID,
        on engine: EngineCalls
    ) async throws {
        guard let configuration = configuration(of: action, hash: "", applicationID) else { return }
        try await imageSupply(for: configuration, on: action.node, engine).ensure()
    }

    private func configuration(
        of action: Action,
        hash: String,
        _ applicationID: ApplicationID
    ) -> ContainerConfiguration? {
        guard let application = applications[applicationID]?.state.presentSpec,
            let spec = application.service(action.slot.service)
        else { return nil }
        return ContainerConfiguration(
            cluster: id,
            applicationID: applicationID,
            application: application,
            spec: spec,
            slot: action.slot,
            hash: hash,
            imageMap: record.imageMap,
            volumeHolders: volumeHolders(of: applicationID, on: action.node)
        )
    }

    /// The first container of each service of an application on a node.
    private func volumeHolders(of id: ApplicationID, on node: NodeID) -> [ServiceName: String] {
        var first: [ServiceName: (number: Int, name: String)] = [:]
        guard let application = applications[id], let containers = nodes[node]?.containers else { return [:] }
        let run = application.state.job.current?.number
        for status in containers.of(application.record) where status.attempt?.run == run {
            guard let slot = status.slot, slot.number < first[slot.service]?.number ?? .max else { continue }
            first[slot.service] = (slot.number, status.name)
        }
        return first.mapValues(\.name)
    }
}
