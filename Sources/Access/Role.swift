//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What a user is, in one word: a policy that everyone may use by name.
package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    /// May do everything.
    case administrator
    /// May do everything to clusters, load balancers and templates and what is in them; nothing to users, nor see the audit log.
    case `operator`
    /// May see clusters, load balancers, templates and what is in them, but no secrets; may change nothing.
    case readOnly = "read-only"
    /// May do what the user's own policies allow.
    case none

    /// The role of a name; RAM's names of the system policies of the container service are known as well.
    package init?(name: String) {
        switch name {
        case "AliyunCSFullAccess": self = .administrator
        case "AliyunCSReadOnlyAccess": self = .readOnly
        default: self.init(rawValue: name)
        }
    }

    /// The role as a policy; one for nothing at all has no statement.
    package var policy: Policy { Self.policies[self] ?? Policy(statements: []) }

    private static let policies: [Role: Policy] = [
        .administrator: make(["cs:*"], ["*"]),
        .operator: make(["cs:*"], shared),
        .readOnly: make(["cs:Get*"], shared),
    ]

    private static let shared = ["cluster/*", "loadbalancer/*", "template/*"].map { Resource.prefix + $0 }

    /// A pattern that couldn't be read would allow nothing, and the tests of roles fail.
    private static func make(_ actions: [String], _ resources: [String]) -> Policy {
        Policy(statements: [
            Policy.Statement(
                effect: .allow,
                actions: actions.compactMap { try? ActionPattern($0, place: "role") },
                resources: resources.compactMap { try? ResourcePattern($0, place: "role") }
            )
        ])
    }
}
