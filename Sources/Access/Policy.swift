//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What is allowed and denied, in RAM's policy language.
///
/// Format source: the policy syntax of Alibaba Cloud's Resource Access Management, version 1, without conditions.
package struct Policy: Sendable, Hashable {
    package enum Effect: String, Sendable, Hashable {
        case allow = "Allow"
        case deny = "Deny"
    }

    /// One rule: it concerns a call when one of its actions and one of its resources match.
    package struct Statement: Sendable, Hashable {
        package let effect: Effect
        let actions: [ActionPattern]
        let resources: [ResourcePattern]

        func concerns(_ action: Action, _ resource: Resource) -> Bool {
            actions.contains { $0.matches(action) } && resources.contains { $0.matches(resource) }
        }
    }

    package let statements: [Statement]
}

/// All that a caller's policies say together.
package struct Grants: Sendable, Hashable {
    package let policies: [Policy]

    package init(_ policies: [Policy]) { self.policies = policies }

    /// Whether an action is allowed: some statement allows it and none denies it.
    package func allow(_ action: Action, on resource: Resource) -> Bool {
        var isAllowed = false
        for statement in policies.lazy.flatMap(\.statements) where statement.concerns(action, resource) {
            if statement.effect == .deny { return false }
            isAllowed = true
        }
        return isAllowed
    }
}
