//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of making a user.
package struct UserRequest: Codable, Sendable, Hashable {
    package var name: String
    package var password: String
    /// `administrator`, `operator`, `read-only` or `none`; left out for `read-only`.
    package var role: String?
    /// What the user may do beside that, in RAM's policy language.
    package var policies: [JSONValue]?

    package init(name: String, password: String, role: String? = nil) {
        self.name = name
        self.password = password
        self.role = role
    }
}

/// The body of changing a user; what is left out stays.
package struct UserChange: Codable, Sendable, Hashable {
    package var role: String?
    /// All policies, those that stay as they are included.
    package var policies: [JSONValue]?
    package var disabled: Bool?

    package init() {}
}

/// The body of changing a password.
package struct PasswordRequest: Codable, Sendable, Hashable {
    /// The new one.
    package var password: String
    /// The one that the caller logs in with at present.
    package var current: String

    package init(password: String, current: String) {
        self.password = password
        self.current = current
    }
}

/// A user as the API shows them.
package struct UserObject: Codable, Sendable, Hashable {
    package var name: String
    package var role: String
    package var policies: [JSONValue] = []
    package var disabled = false
    /// RFC 3339 with fractional seconds.
    package var created: String

    package init(name: String, role: String, created: String) {
        self.name = name
        self.role = role
        self.created = created
    }
}

/// The caller, as the server takes them.
package struct CallerObject: Codable, Sendable, Hashable {
    package var user: String
    package var role: String
    package var isAdministrator: Bool
    /// The access key that signed the call; nil for a login.
    package var accessKey: String?

    package init(user: String, role: String, isAdministrator: Bool, accessKey: String? = nil) {
        self.user = user
        self.role = role
        self.isAdministrator = isAdministrator
        self.accessKey = accessKey
    }

    enum CodingKeys: String, CodingKey {
        case user, role
        case isAdministrator = "is_administrator"
        case accessKey = "access_key_id"
    }
}
