//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration
import Routing
import Store

extension ClusterController {
    /// Takes a new application in; its containers are made from then on.
    func create(_ request: ProjectRequest, by user: String) async throws -> [Problem] {
        guard let name = request.name else {
            throw ControlPlaneError(.invalid, "name: is missing; give the application a name")
        }
        let request = try withKeptFiles(request, of: nil)
        let prepared = try await prepare(request, name: name, after: nil)
        let spec = prepared.spec
        guard !SystemApplications.names.contains(spec.name) else {
            throw ControlPlaneError(.conflict, "application \(name): is the name of Gantry's own; choose another name")
        }
        guard application(named: spec.name) == nil else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): is there already; update it, or choose another name"
            )
        }
        try checkEntrances(of: spec)
        var record = ApplicationRecord(
            id: ApplicationID(Self.randomID()),
            spec: spec,
            template: request.template,
            file: request.file ?? "",
            environment: request.environment ?? [:],
            description: request.description ?? "",
            version: request.version ?? "1.0",
            created: now,
            updated: now,
            isSystem: false
        )
        record.files = request.files
        record.configurations = prepared.configurations
        record.pulledImages = prepared.pulledImages
        record.options = prepared.options
        record.defaultUpdateMethod = prepared.options.defaultMethod
        if let job = prepared.spec.job {
            record.job = JobOrders(scheduleFrom: now)
            record.job?.deploy(job, isNew: true, at: now)
        }
        applications[record.id] = ApplicationRuntime(record: record)
        do {
            let version = VersionRecord(record, deployed: record.created, user: user, cause: .deploy)
            try await repository.store.commit([
                .put(key: StoreKeys.application(id, record.id), value: Repository.encode(record)),
                .put(
                    key: StoreKeys.version(id, record.id, version.deployed),
                    value: Repository.encode(version)
                ),
            ])
        } catch {
            applications[record.id] = nil
            throw error
        }
        // Ports that load balancers now have are no places for its containers.
        if record.spec.services.contains(where: { !$0.loadBalancers.isEmpty }) { publishRoutes() }
        await note("application.created", "\(name) \(record.version): deploy accepted", record)
        return prepared.warnings
    }

    /// Puts a new template in the place of an application's present one.
    func update(_ name: String, _ request: ProjectRequest, by user: String) async throws -> [Problem] {
        let before = try existing(name).record
        try refuseDuringRelease(before)
        let request = try withKeptFiles(request, of: before)
        let prepared = try await prepare(request, name: name, after: before)
        let next = try await nextVersion(of: existing(name).record)
        let current = try existing(name).record
        try refuseDuringRelease(current)
        let (spec, warnings) = (prepared.spec, prepared.warnings)
        let isBlueGreen = prepared.options.method ?? current.defaultUpdateMethod == .blueGreen
        try checkKind(of: spec, current, isBlueGreen: isBlueGreen)
        let isUnchanged =
            request.template == current.template && (request.environment ?? [:]) == current.environment
            && (request.files ?? [:]) == (current.files ?? [:])
            && prepared.configurations == current.configurations && prepared.pulledImages == current.pulledImages
            && request.latestImage != true
        // A job without a schedule runs at each deploy.
        let runsAtDeploy = spec.job.map { $0.schedule == nil } ?? false
        if isUnchanged, current.intent == .run, !runsAtDeploy {
            if !current.halts.isEmpty, request.version ?? current.version == current.version {
                try await retryUpdate(of: name, prepared)
                return warnings
            }
            if request.version == nil { return warnings }
        }
        let version = request.version ?? next
        guard version != current.version else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): version \(version) is the one that runs; give the update another version"
            )
        }
        try checkEntrances(of: spec)
        var changed = current
        changed.spec = spec
        changed.template = request.template
        changed.file = request.file ?? current.file
        changed.environment = request.environment ?? [:]
        changed.files = request.files
        changed.configurations = prepared.configurations
        changed.pulledImages = prepared.pulledImages
        changed.options = prepared.options
        changed.description = request.description ?? current.description
        changed.version = version
        let target = VersionRecord(changed, deployed: now, user: user, cause: .deploy)
        if isBlueGreen {
            try await release(target, on: current)
            await note("application.updated", "\(name): version \(version) beside \(current.version) accepted", current)
            return warnings
        }
        try await deploy(target, on: current, by: user, cause: .deploy) { record in
            record.reschedulesOnUpdate = request.reschedule ?? false
        }
        await note("application.updated", "\(name): update to version \(version) accepted", current)
        return warnings
    }

    func setIntent(_ name: String, _ intent: ApplicationIntent, timeout: Int? = nil) async throws {
        let current = try existing(name).record
        try refuseSystem(current, intent == .stop ? "be stopped" : nil)
        try await change(current.id) { record in
            record.stopTimeoutSeconds = timeout
            if intent == .run {
                record.startAnew(at: now)
            } else {
                record.intent = intent
                record.stoppedServices = []
            }
        }
        await note("application.\(intent.rawValue)", "\(name): \(intent.rawValue) accepted", current)
    }

    func remove(_ name: String, volumes: Bool) async throws {
        let current = try existing(name).record
        try refuseSystem(current, "be removed")
        try await change(current.id) { record in
            record.intent = .remove
            record.removesVolumes = volumes
        }
        await note("application.remove", "\(name): removal accepted", current)
    }

    private static let largestScale = 1_000

    func scale(_ serviceID: String, to count: Int) async throws {
        let (application, service) = try existingService(serviceID)
        guard !service.isGlobal else {
            throw ControlPlaneError(
                .invalid,
                "service \(serviceID): runs once on every node (aliyun.global), so it has no scale; remove the label first"
            )
        }
        guard service.external == nil else {
            throw ControlPlaneError(
                .invalid,
                "service \(serviceID): is elsewhere (external), so it has no containers here; scale another service"
            )
        }
        guard (0...Self.largestScale).contains(count) else {
            throw ControlPlaneError(.invalid, "scale \(count): is outside 0 to 1000; give a number inside")
        }
        try await change(application.record.id) { record in
            guard let index = record.spec.services.firstIndex(where: { $0.name == service.name }) else { return }
            record.spec.services[index].scale = count
        }
        await note("service.scaled", "\(serviceID): scale \(service.scale) → \(count) accepted", application.record)
    }

    /// In one step, so that of two who ask at the same time neither is lost.
    func scale(_ serviceID: String, by step: Int) async throws -> Int {
        let present = try existingService(serviceID).1.scale
        // What is stopped by hand with a scale of none stays so until somebody makes it larger.
        let wanted = min(Self.largestScale, max(min(1, present), present + step))
        if wanted != present { try await scale(serviceID, to: wanted) }
        return wanted
    }

    func setStopped(_ serviceID: String, _ isStopped: Bool, timeout: Int? = nil) async throws {
        let (application, service) = try existingService(serviceID)
        try refuseSystem(application.record, isStopped ? "be stopped" : nil)
        try refuseJob(application.record, "started and stopped one by one")
        try await change(application.record.id) { record in
            if isStopped {
                record.stopTimeoutSeconds = timeout
                record.stoppedServices.insert(service.name)
            } else {
                record.stoppedServices.remove(service.name)
                record.redeployedServices[service.name] = now
                record.halts[service.name] = nil
            }
        }
        let what = isStopped ? "stop" : "start"
        await note("service.\(what)", "\(serviceID): \(what) accepted", application.record)
    }

    /// Changes a record in the Store, then in memory; nobody else's change in between is lost.
    ///
    /// The operations are done in the Store in one with it, or not at all.
    func change(
        _ id: ApplicationID,
        alongside operations: [StoreOperation] = [],
        _ body: (inout ApplicationRecord) -> Void
    ) async throws {
        guard let previous = applications[id]?.record else { return }
        var record = previous
        body(&record)
        record.updated = now
        // Memory first: a later request builds on this one, and the Store takes them in the same order.
        applications[id]?.update(record)
        do {
            let key = StoreKeys.application(self.id, id)
            try await repository.store.commit([.put(key: key, value: Repository.encode(record))] + operations)
        } catch {
            // A request that came meanwhile built on this one; its own answer says what becomes of both.
            if applications[id]?.record == record { applications[id]?.update(previous) }
            throw error
        }
        applications[id]?.failures = [:]
        publishRoutes()
        changes.send()
        markDirty(id)
    }

    func existing(_ name: String) throws -> ApplicationRuntime {
        guard let found = application(named: ApplicationName(name)) else {
            throw ControlPlaneError(.notFound, "Not Found: there is no application \(name) in cluster \(record.name)")
        }
        return found
    }

    /// A service of an application's version, to be changed.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` for one of an earlier version, which goes by itself, and
    ///   `ControlPlaneError.Code.notFound`.
    func existingService(_ serviceID: String) throws -> (ApplicationRuntime, ServiceSpec) {
        let (application, service) = try presentService(serviceID)
        let record = application.record
        guard record.isLeaving(service.name) else { return (application, service) }
        throw ControlPlaneError(
            .conflict,
            "service \(serviceID): is leaving, for version \(record.version) of \(record.name) doesn't have it; it goes on as "
                + "it is until that version serves. Change a service of that version, or go back with "
                + "`gantry app rollback \(record.name)`"
        )
    }

    /// A service that is there, be it only until those of the next version serve.
    func presentService(_ serviceID: String) throws -> (ApplicationRuntime, ServiceSpec) {
        for application in applications.values where application.record.intent != .remove {
            for service in application.record.presentServices
            where "\(application.record.name)_\(service.name)" == serviceID {
                return (application, service)
            }
        }
        throw ControlPlaneError(
            .notFound,
            "Not Found: there is no service \(serviceID) in cluster \(record.name); services are named APPLICATION_SERVICE"
        )
    }

    /// Deploys what Gantry itself runs in each cluster, and brings it up to this version of Gantry.
    func ensureSystemApplications() async throws {
        guard let image = settings.routingImage else { return }
        try await ensure(SystemApplications.routing(image: image), "Simple routing")
        try await ensureBalancing()
    }

    /// Deploys an application of Gantry's own, or makes it what it is to be.
    func ensure(_ spec: ApplicationSpec, _ description: String) async throws {
        if let current = application(named: spec.name)?.record {
            guard current.spec != spec else { return }
            try await change(current.id) { $0.spec = spec }
            return
        }
        let record = ApplicationRecord(
            id: ApplicationID(Self.randomID()),
            spec: spec,
            template: "",
            file: "",
            environment: [:],
            description: description,
            version: "1.0",
            created: now,
            updated: now,
            isSystem: true
        )
        // Memory first: another request for it builds on this one.
        applications[record.id] = ApplicationRuntime(record: record)
        do {
            try await repository.create(record, StoreKeys.application(id, record.id))
        } catch {
            applications[record.id] = nil
            throw error
        }
        markDirty(record.id)
    }

    /// Refuses routes and ports of load balancers that services can't have.
    func checkEntrances(of spec: ApplicationSpec) throws {
        try checkRoutes(of: spec)
        try checkBalancers(of: spec)
    }

    /// Refuses a host and path that another application, or a container of none, serves.
    private func checkRoutes(of spec: ApplicationSpec) throws {
        let wanted = Dictionary(
            spec.services.flatMap { service in
                service.routes.map { (address(of: $0), "\(spec.name)_\(service.name)") }
            },
            uniquingKeysWith: { first, _ in first }
        )
        for other in applications.values where other.record.intent != .remove && other.record.name != spec.name {
            for service in other.record.presentServices {
                for route in service.routes where wanted[address(of: route)] != nil {
                    throw ControlPlaneError(
                        .conflict,
                        "route \(address(of: route)): is served by \(other.record.name)_\(service.name) already; "
                            + "choose another domain or path for \(wanted[address(of: route)] ?? "it")"
                    )
                }
            }
        }
        for other in looseServices() where other.isRunning {
            for route in other.spec.routes where wanted[address(of: route)] != nil {
                throw ControlPlaneError(
                    .conflict,
                    "route \(address(of: route)): is served by \(other.owner) already; "
                        + "choose another domain or path for \(wanted[address(of: route)] ?? "it"), "
                        + "or remove the container"
                )
            }
        }
    }

    /// Host and path of a route in this cluster.
    func address(of route: RouteSpec) -> String {
        let path = route.path == "/" ? "" : route.path
        switch route.host {
        case .prefix(let prefix): return "\(prefix).\(record.domain)\(path)"
        case .domain(let domain): return domain + path
        }
    }

    /// What clients write to reach a route.
    func webAddress(of route: RouteSpec) -> String {
        let address = address(of: route)
        let (ports, usual) = (record.webPorts ?? .usual, WebPorts.usual)
        let port = route.scheme.isSecure ? ports.https : ports.http
        guard port != (route.scheme.isSecure ? usual.https : usual.http) else {
            return "\(route.scheme.rawValue)://\(address)"
        }
        let end = address.firstIndex(of: "/") ?? address.endIndex
        return "\(route.scheme.rawValue)://\(address[..<end]):\(port)\(address[end...])"
    }

    func refuseSystem(_ record: ApplicationRecord, _ act: String?) throws {
        guard record.isSystem, let act else { return }
        throw ControlPlaneError(
            .conflict,
            "application \(record.name): is part of Gantry and can't \(act); it goes with the cluster"
        )
    }

    func note(_ action: String, _ message: String, _ record: ApplicationRecord) async {
        await events.record(action, message, about: .init(project: record.name.rawValue))
        changes.send()
        markDirty(record.id)
    }

    /// `1.0` → `1.1`; a version that doesn't end in a number gets one.
    static func successor(of version: String) -> String {
        let digits = version.reversed().prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(String(digits.reversed())), number < Int.max else { return version + ".1" }
        return version.dropLast(digits.count) + String(number + 1)
    }

    static func randomID() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }
}
