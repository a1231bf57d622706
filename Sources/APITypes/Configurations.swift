//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of creating a configuration item.
package struct ConfigurationRequest: Codable, Sendable, Hashable {
    package var name: String
    package var description: String?
    package var variables: [String: String]?

    package init(name: String) { self.name = name }
}

/// The body of changing a configuration item; what is left out stays.
package struct ConfigurationChange: Codable, Sendable, Hashable {
    /// The version that was changed: when somebody else made another one meanwhile, this one is refused.
    package var version: Int
    package var description: String?
    /// All variables, those that stay as they are included.
    package var variables: [String: String]?

    package init(version: Int) { self.version = version }
}

/// A configuration item as the API shows it: values for variables of templates.
package struct ConfigurationObject: Codable, Sendable, Hashable {
    /// An application that was deployed with it.
    package struct User: Codable, Sendable, Hashable {
        /// The cluster's name.
        package var cluster: String
        package var project: String
        /// The version that it runs with.
        package var version: Int

        package init(cluster: String, project: String, version: Int) {
            self.cluster = cluster
            self.project = project
            self.version = version
        }
    }

    package var name: String
    package var description = ""
    /// The clusters of this region share it.
    package var region: String
    /// From 1, one more with each change.
    package var version: Int
    /// RFC 3339 with fractional seconds.
    package var created = ""
    package var updated = ""
    /// Who changed it last.
    package var user = ""
    package var variableCount = 0
    /// Nil in lists.
    package var variables: [String: String]?
    /// By cluster and name.
    package var users: [User] = []

    package init(name: String, region: String, version: Int) {
        self.name = name
        self.region = region
        self.version = version
    }

    enum CodingKeys: String, CodingKey {
        case name, description, region, version, created, updated, user, variables, users
        case variableCount = "variable_count"
    }
}

/// A version of a configuration item that is kept.
package struct ConfigurationVersionObject: Codable, Sendable, Hashable {
    package var version: Int
    /// RFC 3339 with fractional seconds.
    package var updated: String
    package var user: String
    /// The names of the variables that it has otherwise than the version before, or not any more.
    package var changes: [String]
    package var isCurrent: Bool

    package init(version: Int, updated: String, user: String, changes: [String], isCurrent: Bool) {
        self.version = version
        self.updated = updated
        self.user = user
        self.changes = changes
        self.isCurrent = isCurrent
    }

    enum CodingKeys: String, CodingKey {
        case version, updated, user, changes
        case isCurrent = "is_current"
    }
}
