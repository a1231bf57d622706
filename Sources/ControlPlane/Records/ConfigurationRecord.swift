//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Store

/// A version of a configuration item as it is kept in the Store.
struct ConfigurationRecord: Codable, Hashable, Sendable {
    /// How many there may be in a region.
    static let countLimit = 50
    /// How many versions of one are kept, the last included.
    static let versionLimit = 20

    var spec: ConfigurationSpec
    var region: String
    /// From 1, one more with each change.
    var version: Int
    var created: Timestamp
    var updated: Timestamp
    /// Who made this version.
    var user: String

    var name: ConfigurationName { spec.name }
}

extension Repository {
    /// A configuration item with its entry; nil when there is none of the name.
    func configuration(
        _ name: ConfigurationName,
        in region: String
    ) async throws -> (entry: StoreEntry, item: ConfigurationRecord)? {
        // What can't be a name is no key to look for either.
        guard (try? ConfigurationSpec(name: name).check()) != nil,
            let entry = try await store.get(StoreKeys.configuration(region, name))
        else { return nil }
        return (entry, try Self.decode(ConfigurationRecord.self, entry))
    }
}
