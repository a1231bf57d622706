//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Store

/// What the configuration items of a deploy give.
struct ConfiguredVariables: Sendable {
    var uses: [ConfigurationUse] = []
    var values: [String: String] = [:]
}

extension ClusterController {
    /// How many configuration items an application takes.
    private static let configurationLimit = 10

    /// Reads configuration items as they are now; of those that have the same variable a later one counts.
    ///
    /// - Throws: `ControlPlaneError.Code.invalid` when there is none of a name.
    func configured(_ names: [String]) async throws -> ConfiguredVariables {
        guard names.count <= Self.configurationLimit, Set(names).count == names.count else {
            throw ControlPlaneError(
                .invalid,
                "configurations: an application takes \(Self.configurationLimit) different ones at most; give each once"
            )
        }
        var configured = ConfiguredVariables()
        for name in names {
            let item = try await existingConfiguration(ConfigurationName(name))
            configured.uses.append(ConfigurationUse(name: item.name, version: item.version))
            configured.values.merge(item.spec.variables) { $1 }
        }
        return configured
    }

    private func existingConfiguration(_ name: ConfigurationName) async throws -> ConfigurationRecord {
        let region = record.region
        if let found = try await repository.configuration(name, in: region) { return found.item }
        let all = try await repository.store.list(prefix: StoreKeys.configurations(region)).entries.map(\.key)
        let others = all.map { $0.dropFirst(StoreKeys.configurations(region).count) }.joined(separator: ", ")
        throw ControlPlaneError(
            .invalid,
            "configuration \(name.rawValue.prefix(80)): there is none of this name in region \(region); create it "
                + "with `gantry config create`, or "
                + (others.isEmpty ? "deploy without it" : "take one of [\(others)]")
        )
    }

    /// The applications that run with a configuration item, or would if a release were taken back, and with which
    /// version of it.
    func configurationUsers(of name: ConfigurationName) -> [(application: ApplicationName, version: Int)] {
        applications.values.compactMap { runtime in
            let record = runtime.record
            guard record.intent != .remove else { return nil }
            let uses = (record.configurations ?? []) + (record.release?.previous.configurations ?? [])
            return uses.first { $0.name == name }.map { (record.name, $0.version) }
        }
    }

    /// Tells the users of a configuration item that there is another version.
    func tellConfigurationUsers(of name: ConfigurationName, version: Int) async {
        for (application, used) in configurationUsers(of: name) {
            await events.record(
                "configuration.changed",
                "configuration \(name) is at version \(version); \(application) runs with version \(used) until it is "
                    + "redeployed",
                about: .init(project: application.rawValue)
            )
        }
        changes.send()
    }
}
