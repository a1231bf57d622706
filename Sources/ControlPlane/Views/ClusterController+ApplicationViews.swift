//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import CustomRouting
import Model
import Orchestration
import Routing

extension ClusterController {
    func projects(nameContains filter: String?, services: Bool, containers: Bool) -> [Project] {
        applications.values
            .filter { runtime in
                filter.map { runtime.record.name.rawValue.lowercased().contains($0.lowercased()) } ?? true
            }
            .sorted { ($0.record.name, $0.record.created) < ($1.record.name, $1.record.created) }
            .map { project($0, services: services, containers: containers) }
    }

    func project(_ runtime: ApplicationRuntime, services: Bool, containers: Bool) -> Project {
        let record = runtime.record
        let status = status(of: runtime)
        var project = Project(name: record.name.rawValue)
        project.description = record.description
        project.template = record.template
        project.version = record.version
        project.created = record.created.description
        project.updated = record.updated.description
        project.desiredState = Self.desiredState(record.intent)
        let isAwaitingRoutes =
            status.state == .running
            && record.spec.services.contains { !containersWithoutRoute($0, of: runtime, status).isEmpty }
        project.currentState = (isAwaitingRoutes ? .starting : status.state).rawValue
        project.environment = record.environment
        project.environment["COMPOSE_PROJECT_NAME"] = record.name.rawValue
        project.environment["ACS_PROJECT_VERSION"] = record.version
        project.environment["ACS_DEFAULT_DOMAIN"] = self.record.domain
        project.configurations = record.configurations
        project.isSystem = record.isSystem
        project.update = updateStatus(of: runtime, status)
        project.job = jobObject(of: runtime)
        if services {
            project.services = record.presentServices.map {
                serviceObject($0, of: runtime, status, containers: containers)
            }
        }
        return project
    }

    private func updateStatus(of runtime: ApplicationRuntime, _ output: ReconcileOutput) -> UpdateStatus? {
        let record = runtime.record
        if let failed = record.failedUpdate {
            var status = UpdateStatus(phase: .rolledBack, version: failed.version)
            status.service = failed.service.rawValue
            status.container = failed.container
            status.message = failed.message
            return status
        }
        if let release = record.release {
            let isReady = servicesNotRunning(release.newServices, of: runtime).isEmpty
            var status = UpdateStatus(
                phase: isReady ? .awaitingConfirmation : .blueGreen,
                version: release.next.version
            )
            status.message = "version \(release.next.version) beside version \(release.previous.version)"
            status.weights = Dictionary(
                uniqueKeysWithValues: release.weights.map { ($0.key.rawValue, $0.value) }
            )
            return status
        }
        let halts = record.halts.filter { $0.value.hash == runtime.state.hash(of: $0.key) }
        if output.state == .failed, let (service, halt) = halts.min(by: { $0.key < $1.key }) {
            var status = UpdateStatus(phase: .halted, version: record.version)
            status.service = service.rawValue
            status.container = halt.container
            status.message = halt.message
            return status
        }
        // One that is about to be stopped may be taken back as well.
        let isUnderWay = output.state == .updating || !output.halts.isEmpty
        return isUnderWay ? UpdateStatus(phase: .updating, version: record.version) : nil
    }

    func services(nameContains filter: String?, containers: Bool) -> [ServiceObject] {
        applications.values
            .flatMap { runtime in
                let status = status(of: runtime)
                return runtime.record.presentServices.map {
                    serviceObject($0, of: runtime, status, containers: containers)
                }
            }
            .filter { service in filter.map { service.id.lowercased().contains($0.lowercased()) } ?? true }
            .sorted { $0.id < $1.id }
    }

    func serviceObject(_ spec: ServiceSpec, of runtime: ApplicationRuntime, containers: Bool) -> ServiceObject {
        serviceObject(spec, of: runtime, status(of: runtime), containers: containers)
    }

    private func serviceObject(
        _ spec: ServiceSpec,
        of runtime: ApplicationRuntime,
        _ status: ReconcileOutput,
        containers: Bool
    ) -> ServiceObject {
        let record = runtime.record
        var object = ServiceObject(
            id: "\(record.name)_\(spec.name)",
            name: spec.name.rawValue,
            project: record.name.rawValue
        )
        object.description = record.description
        object.created = record.created.description
        object.updated = record.updated.description
        let unrouted = containersWithoutRoute(spec, of: runtime, status)
        let state = unrouted.isEmpty ? status.serviceStates[spec.name] ?? .stopped : .starting
        object.currentState = state.rawValue
        object.desiredState = desiredState(of: spec.name, record)
        object.definition = Self.definition(of: spec)
        object.extensions = ServiceObject.Extensions(
            scale: spec.scale,
            logs: spec.logStores.map(\.source),
            routes: spec.routes.map(webAddress(of:)),
            global: spec.isGlobal
        )
        object.hash = runtime.state.hash(of: spec.name)
        object.version = record.version
        for (slot, reason) in status.waiting where slot.service == spec.name {
            object.waiting[slot.containerName(application: record.name, spec: spec)] = reason.message
        }
        object.waiting.merge(unrouted) { reason, _ in reason }
        var found: [String: ContainerObject] = [:]
        for node in nodes.values {
            for container in node.containers.of(record) where container.slot?.service == spec.name {
                if container.state == .running { object.runningCount += 1 }
                guard containers else { continue }
                found[container.id.rawValue] = containerObject(container, on: node)
            }
        }
        if containers { object.containers = found }
        return object
    }

    /// The containers of a service that runs which are not in the routes of every node yet, by name, with the reason.
    ///
    /// Whoever sees a service running can send it requests through any node.
    private func containersWithoutRoute(
        _ spec: ServiceSpec,
        of runtime: ApplicationRuntime,
        _ status: ReconcileOutput
    ) -> [String: String] {
        guard status.serviceStates[spec.name] == .running, spec.hasEntrance else {
            return [:]
        }
        var reasons: [String: String] = [:]
        for node in nodes.values {
            for container in node.containers.of(runtime.record) where container.slot?.service == spec.name {
                let missing = nodesWithoutRoute(to: container.id)
                guard !missing.isEmpty else { continue }
                reasons[container.name] = "\(missing.joined(separator: ", ")): not in the routes there yet"
            }
        }
        return reasons
    }

    private func desiredState(of service: ServiceName, _ record: ApplicationRecord) -> String {
        if record.isLeaving(service) { return Self.desiredState(.remove) }
        return record.stoppedServices.contains(service) ? "stopped" : Self.desiredState(record.intent)
    }

    private static func desiredState(_ intent: ApplicationIntent) -> String {
        switch intent {
        case .run: "running"
        case .stop: "stopped"
        case .remove: "deleted"
        }
    }

    private static func definition(of spec: ServiceSpec) -> ServiceObject.Definition {
        var definition = ServiceObject.Definition()
        definition.image = spec.image
        definition.environment = spec.environment
        definition.labels = spec.labels
        definition.memLimit = spec.resources.memoryBytes
        definition.memswapLimit = spec.resources.memorySwapBytes ?? 0
        definition.memswapReservation = spec.resources.memoryReservationBytes ?? 0
        definition.kernelMemory = spec.resources.kernelMemoryBytes ?? 0
        definition.shmSize = spec.resources.shmBytes ?? 0
        definition.oomKillDisable = spec.resources.oomKillDisable
        switch spec.restart {
        case .no: definition.restart = "no"
        case .always: definition.restart = "always"
        case .unlessStopped: definition.restart = "unless-stopped"
        case .onFailure(let retries): definition.restart = "on-failure" + (retries.map { ":\($0)" } ?? "")
        }
        definition.volumes = spec.volumes.map { mount in
            switch mount.source {
            case .anonymous: mount.target
            case .volume(let name): "\(name):\(mount.target)"
            case .hostPath(let path): "\(path):\(mount.target)"
            }
        }
        return definition
    }
}
