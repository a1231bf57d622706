//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes
import Model
import Store

/// Configuration items: named values for templates' variables, which the clusters of a region share.
///
/// Every change is a version of its own, made from the one that its author saw. Applications have the values that they
/// were deployed with until they are deployed or redeployed.
extension ControlPlane {
    /// The configuration items of a cluster's region, without their values.
    package func configurations(_ cluster: String, nameContains filter: String?) async throws -> [ConfigurationObject] {
        let region = try await controller(cluster).record.region
        var objects: [ConfigurationObject] = []
        for item in try await repository.list(ConfigurationRecord.self, prefix: StoreKeys.configurations(region)) {
            guard filter.map({ item.name.rawValue.lowercased().contains($0.lowercased()) }) ?? true else { continue }
            objects.append(await object(item))
        }
        return objects
    }

    /// A configuration item; an earlier version of it, where one is named.
    package func configuration(_ cluster: String, _ name: String, version: Int?) async throws -> ConfigurationObject {
        let region = try await controller(cluster).record.region
        let (_, current) = try await existingConfiguration(name, in: region)
        guard let version, version != current.version else { return await fullObject(current) }
        let key = StoreKeys.configurationVersion(region, current.name, version)
        guard version > 0, let earlier = try await repository.get(ConfigurationRecord.self, key) else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: configuration \(name): version \(version) is not kept; `gantry config versions \(name)` lists "
                    + "the last \(ConfigurationRecord.versionLimit)"
            )
        }
        return await fullObject(earlier)
    }

    /// The versions of a configuration item that are kept, the last one first.
    package func configurationVersions(_ cluster: String, _ name: String) async throws -> [ConfigurationVersionObject] {
        let region = try await controller(cluster).record.region
        let (_, current) = try await existingConfiguration(name, in: region)
        let kept = try await repository.list(
            ConfigurationRecord.self,
            prefix: StoreKeys.configurationVersions(region, current.name)
        )
        let before = [nil] + kept.map { Optional($0) }
        return zip(kept, before).reversed().map { item, previous in
            ConfigurationVersionObject(
                version: item.version,
                updated: item.updated.description,
                user: item.user,
                changes: Self.changes(from: previous, to: item),
                isCurrent: item.version == current.version
            )
        }
    }

    private static func changes(from previous: ConfigurationRecord?, to item: ConfigurationRecord) -> [String] {
        // Of the oldest one that is kept, the one before is not known unless it is the first.
        guard previous != nil || item.version == 1 else { return [] }
        let (old, new) = (previous?.spec.variables ?? [:], item.spec.variables)
        return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    }

    /// Makes a configuration item.
    package func createConfiguration(
        _ cluster: String,
        _ request: ConfigurationRequest,
        by user: String = ""
    ) async throws -> ConfigurationObject {
        let region = try await controller(cluster).record.region
        let spec = ConfigurationSpec(
            name: ConfigurationName(request.name),
            description: request.description ?? "",
            variables: request.variables ?? [:]
        )
        try Self.check(spec)
        guard try await hasNodes(region) else {
            throw ControlPlaneError(
                .conflict,
                "configuration \(spec.name): no cluster of region \(region) has a node; join one with "
                    + "`gantry node join-command` first"
            )
        }
        let now = settings.clock()
        let item = ConfigurationRecord(spec: spec, region: region, version: 1, created: now, updated: now, user: user)
        // One at a time, so that two don't take the last place.
        try await configurationGate.run { [repository] in
            let others = try await repository.store.list(prefix: StoreKeys.configurations(region)).entries.map(\.key)
            guard !others.contains(StoreKeys.configuration(region, spec.name)) else {
                throw ControlPlaneError(
                    .conflict,
                    "configuration \(spec.name): is there already; change it with `gantry config set`, or choose another name"
                )
            }
            guard others.count < ConfigurationRecord.countLimit else {
                throw ControlPlaneError(
                    .conflict,
                    "configuration \(spec.name): region \(region) has \(others.count) already, which is the most; remove one "
                        + "that nobody uses first"
                )
            }
            try await repository.store.commit(
                Self.keep(item),
                if: [.absent(key: StoreKeys.configuration(region, spec.name))]
            )
        }
        return await fullObject(item)
    }

    /// Makes the next version of a configuration item; without a difference, there is none.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` when it is not at the version that was changed any more.
    package func changeConfiguration(
        _ cluster: String,
        _ name: String,
        _ change: ConfigurationChange,
        by user: String = ""
    ) async throws -> ConfigurationObject {
        let region = try await controller(cluster).record.region
        let (entry, current) = try await existingConfiguration(name, in: region)
        guard change.version == current.version else {
            throw ControlPlaneError(
                .conflict,
                "configuration \(name): is at version \(current.version), the change was made to version \(change.version); "
                    + "look at it again with `gantry config inspect \(name)`, and make the change to what it is now"
            )
        }
        var next = current
        next.spec.description = change.description ?? current.spec.description
        next.spec.variables = change.variables ?? current.spec.variables
        guard next.spec != current.spec else { return await fullObject(current) }
        try Self.check(next.spec)
        next.version += 1
        next.updated = settings.clock()
        next.user = user
        let forgotten = StoreKeys.configurationVersion(
            region,
            next.name,
            next.version - ConfigurationRecord.versionLimit
        )
        try await repository.store.commit(
            Self.keep(next) + [.delete(key: forgotten)],
            if: [.revision(key: entry.key, entry.modRevision)]
        )
        for controller in await controllers(in: region) {
            await controller.tellConfigurationUsers(of: next.name, version: next.version)
        }
        return await fullObject(next)
    }

    /// Removes a configuration item with its versions.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict`, with the users' names, when there are any and `force` isn't set.
    package func deleteConfiguration(_ cluster: String, _ name: String, force: Bool) async throws {
        let region = try await controller(cluster).record.region
        let (entry, item) = try await existingConfiguration(name, in: region)
        let users = await users(of: item)
        guard users.isEmpty || force else {
            let names = users.map { "\($0.project) in cluster \($0.cluster)" }.joined(separator: ", ")
            throw ControlPlaneError(
                .conflict,
                "configuration \(name): is used by \(names); deploy without it there first, or give --force (force=true), "
                    + "after which they can't be redeployed as they are"
            )
        }
        try await repository.store.commit(
            [.delete(key: entry.key), .deletePrefix(StoreKeys.configurationVersions(region, item.name))],
            if: [.revision(key: entry.key, entry.modRevision)]
        )
    }

    // MARK: Parts

    private static func check(_ spec: ConfigurationSpec) throws {
        do throws(ConfigurationRefusal) { try spec.check() } catch {
            throw ControlPlaneError(.invalid, error.description)
        }
    }

    private static func keep(_ item: ConfigurationRecord) throws -> [StoreOperation] {
        let value = try Repository.encode(item)
        return [
            .put(key: StoreKeys.configuration(item.region, item.name), value: value),
            .put(key: StoreKeys.configurationVersion(item.region, item.name, item.version), value: value),
        ]
    }

    private func existingConfiguration(
        _ name: String,
        in region: String
    ) async throws -> (entry: StoreEntry, item: ConfigurationRecord) {
        guard let found = try await repository.configuration(ConfigurationName(name), in: region) else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: there is no configuration '\(name.prefix(80))' in region \(region); `gantry config ls` lists "
                    + "those there are"
            )
        }
        return found
    }

    private func hasNodes(_ region: String) async throws -> Bool {
        for controller in await controllers(in: region) where await !controller.nodes.isEmpty { return true }
        return false
    }

    private func users(of item: ConfigurationRecord) async -> [ConfigurationObject.User] {
        var users: [ConfigurationObject.User] = []
        for controller in await controllers(in: item.region) {
            let cluster = await controller.record.name
            for (application, version) in await controller.configurationUsers(of: item.name) {
                users.append(.init(cluster: cluster, project: application.rawValue, version: version))
            }
        }
        return users.sorted { ($0.cluster, $0.project) < ($1.cluster, $1.project) }
    }

    private func object(_ item: ConfigurationRecord) async -> ConfigurationObject {
        var object = ConfigurationObject(name: item.name.rawValue, region: item.region, version: item.version)
        object.description = item.spec.description
        object.created = item.created.description
        object.updated = item.updated.description
        object.user = item.user
        object.variableCount = item.spec.variables.count
        object.users = await users(of: item)
        return object
    }

    private func fullObject(_ item: ConfigurationRecord) async -> ConfigurationObject {
        var object = await object(item)
        object.variables = item.spec.variables
        return object
    }
}
