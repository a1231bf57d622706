//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

/// What a service is to do when its application runs.
package enum ServiceIntent: String, Codable, Hashable, Sendable {
    case run
    /// Stopped by hand while the rest of the application goes on.
    case stop
}

/// An application as it is desired, with where its containers belong.
package struct ApplicationState: Sendable {
    package let name: ApplicationName
    package let id: ApplicationID
    package var spec: ApplicationSpec {
        didSet { updateHashes(from: oldValue.services + (handover?.leaving ?? [])) }
    }
    /// What an earlier version left behind until this one serves.
    package var handover: Handover? {
        didSet { updateHashes(from: spec.services + (oldValue?.leaving ?? [])) }
    }
    package var intent: ApplicationIntent
    /// Services that aren't named run.
    package var serviceIntents: [ServiceName: ServiceIntent]
    /// The node that each container belongs to, whether it is there or not.
    package var assignments: [ContainerSlot: NodeID]
    /// The nodes on which containers are made beside those that they are to replace.
    package var successors: [ContainerSlot: NodeID]
    /// The nodes that containers were asked to move to.
    package var moves: [ContainerSlot: NodeID]
    /// Those of them that were asked for whatever data is lost by that.
    package var forcedMoves: Set<ContainerSlot>
    /// Roll-outs that were stopped.
    package var halts: [ServiceName: RollOutHalt]
    /// New containers of roll-outs that were stopped, which are made anew now that these are tried again.
    package var retried: Set<ContainerID>
    /// Whether containers that an update replaces get new nodes instead of staying where their data is.
    package var reschedulesOnUpdate: Bool
    /// Whether its containers stay where they are when a node is drained.
    package var staysOnDrainedNodes: Bool
    /// When the application was last asked to start or to be redeployed.
    ///
    /// Containers that finished before are started, whatever their restart policy.
    package var redeployedAt: Timestamp?
    /// The same for single services.
    package var serviceRedeployedAt: [ServiceName: Timestamp]
    /// The image (`sha256:…`) that a redeploy found behind a service's tag, for services that follow their tag.
    ///
    /// Containers made from another one are replaced.
    package var pulledImages: [ServiceName: String]
    /// How long a container may take to stop when the application or its service is stopped or removed, in seconds.
    ///
    /// Nil takes each service's own time; 0 kills at once.
    package var stopTimeoutSeconds: Int?
    /// Whether the removal of the application takes the containers' anonymous volumes along.
    package var removesVolumes: Bool
    /// The version that the next run of a job is of.
    package var version: String
    /// The labels of a job as they are now, while `spec` may still be that of its current run.
    package var jobSpec: JobSpec?
    /// Set for a job.
    package var jobOrders: JobOrders?
    package var job: JobState

    /// `ServiceSpec.containerHash` of each service, found out once: it is no cheap one.
    private var hashes: [ServiceName: String]

    package init(name: ApplicationName, id: ApplicationID, spec: ApplicationSpec, intent: ApplicationIntent = .run) {
        self.name = name
        self.id = id
        self.spec = spec
        self.intent = intent
        serviceIntents = [:]
        assignments = [:]
        successors = [:]
        moves = [:]
        forcedMoves = []
        halts = [:]
        retried = []
        reschedulesOnUpdate = false
        staysOnDrainedNodes = false
        serviceRedeployedAt = [:]
        pulledImages = [:]
        removesVolumes = false
        version = ""
        jobSpec = spec.job
        job = JobState()
        hashes = [:]
        updateHashes(from: [])
    }

    private mutating func updateHashes(from old: [ServiceSpec]) {
        let known = hashes
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        hashes = [:]
        for service in presentSpec.services {
            let isUnchanged = before[service.name] == service
            hashes[service.name] = isUnchanged ? known[service.name] : service.containerHash
        }
    }
}

extension ApplicationState {
    /// Its services, those that leave after them.
    package var presentSpec: ApplicationSpec {
        guard let handover else { return spec }
        var present = spec
        present.services += handover.leaving.filter { spec.service($0.name) == nil }
        return present
    }

    /// Whether a service isn't in the application any more, but goes on until others serve.
    func isLeaving(_ service: ServiceName) -> Bool {
        guard let handover else { return false }
        return spec.service(service) == nil && handover.leaving.contains { $0.name == service }
    }

    /// What the label `ContainerLabels.configHash` of the service's containers says when they are up to date.
    package func hash(of service: ServiceName) -> String {
        let hash = hashes[service] ?? ""
        guard let image = pulledImages[service] else { return hash }
        return hash + "-" + image
    }

    /// What its containers take of their nodes, or will take when they are made.
    package var reservations: [(node: NodeID, container: ContainerReservation)] {
        // All containers of a service take the same; only their names differ.
        let services = Dictionary(presentSpec.services.map { ($0.name, $0) }) { first, _ in first }
        let examples = services.mapValues { service in
            let slot = ContainerSlot(service: service.name, number: 1)
            return ContainerReservation(application: name, service: service, slot: slot)
        }
        func reservation(_ slot: ContainerSlot) -> (ServiceSpec, ContainerReservation)? {
            guard let service = services[slot.service], var container = examples[slot.service] else { return nil }
            container.name = slot.containerName(application: name, spec: service)
            return (service, container)
        }
        let attempts = job.current?.attempts ?? [:]
        var result: [(node: NodeID, container: ContainerReservation)] = []
        for (slot, node) in assignments {
            guard case (let service, var container)? = reservation(slot) else { continue }
            if let attempt = attempts[slot] {
                container.name = slot.containerName(application: name, spec: service, attempt: attempt)
            }
            result.append((node, container))
        }
        for (slot, node) in successors {
            guard case (let service, var container)? = reservation(slot) else { continue }
            container.name = slot.successorName(application: name, spec: service)
            result.append((node, container))
        }
        return result
    }

    /// Why the service's roll-out is stopped; nil when it isn't.
    func halt(of service: ServiceName) -> RollOutHalt? {
        halts[service].flatMap { $0.hash == hash(of: service) ? $0 : nil }
    }

    /// Whether the service's containers are to run.
    package func runs(_ service: ServiceName) -> Bool { intent == .run && serviceIntents[service] != .stop }

    /// When the service was last asked to start, by itself or with its application.
    func requestedAt(_ service: ServiceName) -> Timestamp? {
        [redeployedAt, serviceRedeployedAt[service]].compactMap { $0 }.max()
    }

    /// How long a container of the service may take to stop, in seconds.
    func stopTimeoutSeconds(of service: ServiceSpec?) -> Int {
        let isStopping = service.map { !runs($0.name) } ?? (intent != .run)
        if isStopping, let stopTimeoutSeconds { return stopTimeoutSeconds }
        return service?.stopGraceSeconds ?? 10
    }
}
