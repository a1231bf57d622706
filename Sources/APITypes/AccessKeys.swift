//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// An access key as the API shows it.
package struct AccessKeyObject: Codable, Sendable, Hashable {
    package var id: String
    package var user: String
    package var enabled: Bool
    /// RFC 3339 with fractional seconds.
    package var created: String
    /// Only in the answer to making it.
    package var secret: String?

    package init(id: String, user: String, enabled: Bool, created: String) {
        self.id = id
        self.user = user
        self.enabled = enabled
        self.created = created
    }

    enum CodingKeys: String, CodingKey {
        case user, enabled, created
        case id = "access_key_id"
        case secret = "access_key_secret"
    }
}

/// The body of enabling or disabling an access key.
package struct AccessKeyChange: Codable, Sendable, Hashable {
    package var enabled: Bool

    package init(enabled: Bool) { self.enabled = enabled }
}
