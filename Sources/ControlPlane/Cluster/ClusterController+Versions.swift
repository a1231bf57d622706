//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration
import Store

extension ClusterController {
    /// The versions of an application that are kept, the one that was deployed last first.
    func versions(of id: ApplicationID) async throws -> [VersionRecord] {
        try await repository.list(VersionRecord.self, prefix: StoreKeys.versions(self.id, id)).reversed()
    }

    func versionObjects(_ name: String) async throws -> [VersionObject] {
        let found = try await versions(of: existing(name).record.id)
        return found.enumerated().map { $1.object(isCurrent: $0 == 0) }
    }

    /// A version that is kept, with its template; of several of that name the one that was deployed last.
    func versionObject(_ wanted: String, of name: String) async throws -> VersionObject {
        let found = try await versions(of: existing(name).record.id)
        guard let (offset, version) = found.enumerated().first(where: { $1.version == wanted }) else {
            throw notKept("version \(wanted) is not kept", of: name)
        }
        var object = version.object(isCurrent: offset == 0)
        object.template = version.template
        object.environment = version.environment
        return object
    }

    private func notKept(_ what: String, of name: String) -> ControlPlaneError {
        ControlPlaneError(
            .notFound,
            "Not Found: application \(name): \(what); `gantry app versions \(name)` lists the last \(VersionRecord.limit)"
        )
    }

    /// What keeps a version, and forgets the oldest of those that are too many.
    func keep(_ version: VersionRecord, of application: ApplicationID) async throws -> [StoreOperation] {
        let kept = try await repository.store.list(prefix: StoreKeys.versions(id, application)).entries.map(\.key)
        let surplus = kept.dropLast(VersionRecord.limit - 1)
        let key = StoreKeys.version(id, application, version.deployed)
        return try surplus.map { StoreOperation.delete(key: $0) }
            + [.put(key: key, value: Repository.encode(version))]
    }

    /// Deploys an earlier version again as it was; without one, the one before the one that runs.
    func rollBack(_ name: String, to wanted: String?, by user: String) async throws {
        let application = try existing(name).record
        try refuseSystem(application, "be rolled back")
        if application.release != nil {
            guard wanted == nil || wanted == application.release?.previous.version else {
                return try refuseDuringRelease(application)
            }
            return try await takeBackRelease(name, by: user)
        }
        let kept = try await versions(of: application.id)
        let current = try existing(name).record
        guard wanted != current.version else {
            throw ControlPlaneError(
                .conflict,
                "application \(name): version \(current.version) is the one that runs; choose another of "
                    + "`gantry app versions \(name)`"
            )
        }
        guard let target = kept.first(where: { $0.version == wanted ?? $0.version && $0.version != current.version })
        else {
            let what = wanted.map { "version \($0) is not kept" } ?? "there is no earlier version"
            throw notKept(what, of: name)
        }
        try checkEntrances(of: target.spec)
        try await deploy(target, on: current, by: user, cause: .rollback)
        await note(
            "application.rollback",
            "\(name): back from version \(current.version) to \(target.version)",
            current
        )
    }

    /// Makes a kept version the one that is to run.
    func deploy(
        _ target: VersionRecord,
        on current: ApplicationRecord,
        by user: String,
        cause: VersionRecord.Cause,
        _ body: (inout ApplicationRecord) -> Void = { _ in }
    ) async throws {
        var version = target
        version.deployed = now
        version.user = user
        version.cause = cause
        let operations = try await keep(version, of: current.id)
        let failed = failedContainers(of: current.id)
        try await change(current.id, alongside: operations) { record in
            let previous = record
            version.apply(to: &record)
            record.takeOver(from: previous)
            record.retried = failed
            if let job = record.spec.job {
                record.job?.deploy(job, isNew: previous.intent != .run || previous.spec.job != job, at: now)
            }
            body(&record)
        }
    }

    /// The next version after the one that runs that no kept one is called by.
    func nextVersion(of record: ApplicationRecord) async throws -> String {
        let taken = Set(try await versions(of: record.id).map(\.version))
        var version = Self.successor(of: record.version)
        while taken.contains(version) { version = Self.successor(of: version) }
        return version
    }
}

extension VersionRecord {
    /// As the API shows it in lists.
    fileprivate func object(isCurrent: Bool) -> VersionObject {
        var object = VersionObject(version: version, deployed: deployed.description)
        object.user = user
        object.cause = cause.rawValue
        object.description = description
        object.services = spec.services.map(\.name.rawValue)
        object.images = spec.services.map(\.image)
        object.configurations = configurations ?? []
        object.isCurrent = isCurrent
        return object
    }
}
