//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What an action is done to, as policies name it: `acs:cs:*:*:cluster/c1a2…`.
package struct Resource: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case cluster
        case loadBalancer = "loadbalancer"
        case template
        case user
        case auditLog = "auditlog"
    }

    /// What names of resources begin with: the service, any region, any account.
    static let prefix = "acs:cs:*:*:"

    package var kind: Kind
    /// Its ID or name; nil for all of its kind, such as the place where a new one is made.
    package var name: String?

    package init(_ kind: Kind, _ name: String? = nil) {
        self.kind = kind
        self.name = name
    }

    /// All of the kind are written as `*`, which only a pattern for all of them matches.
    package var description: String { Self.prefix + relative }

    var relative: String { kind.rawValue + "/" + (name ?? "*") }
}
