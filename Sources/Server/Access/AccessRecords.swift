//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Access
import Model

/// A user as the Store keeps them, under `/users/NAME`.
struct UserRecord: Codable, Sendable, Hashable {
    var name: String
    var passwordHash: String
    var isAdministrator: Bool
    var created: Timestamp
    /// Nil in records from before there were roles.
    private var role: Role?
    /// What the user may do beside what the role allows; nil for nothing.
    private var policies: [Policy]?
    /// Nil for no.
    private var isOff: Bool?

    init(name: String, passwordHash: String, created: Timestamp) {
        self.name = name
        self.passwordHash = passwordHash
        self.created = created
        isAdministrator = false
    }

    var chosenRole: Role {
        get { role ?? (isAdministrator ? .administrator : .none) }
        set {
            role = newValue
            isAdministrator = newValue == .administrator
        }
    }

    var ownPolicies: [Policy] {
        get { policies ?? [] }
        set { policies = newValue.isEmpty ? nil : newValue }
    }

    /// Whether the user may not come in.
    var isDisabled: Bool {
        get { isOff ?? false }
        set { isOff = newValue ? true : nil }
    }

    /// The user as a caller; nil for one who is disabled.
    func caller(_ credential: Caller.Credential) -> Caller? {
        guard !isDisabled else { return nil }
        return Caller(
            user: name,
            role: chosenRole,
            grants: Grants([chosenRole.policy] + ownPolicies),
            credential: credential
        )
    }
}

/// A login as the Store keeps it, under `/sessions/DIGEST`, where the digest is the token's.
struct SessionRecord: Codable, Sendable, Hashable {
    var user: String
    var created: Timestamp
    var expires: Timestamp
}
