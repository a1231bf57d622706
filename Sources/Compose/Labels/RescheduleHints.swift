//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// What happens to the containers of a lost node: `reschedule:on-node-failure`, or the label of Swarm.
enum RescheduleHints {
    static func read(_ draft: inout ServiceDraft) {
        let hints = draft.hints(.reschedule)
        if hints.count > 1, let second = hints.dropFirst().first {
            second.field.error("too many reschedule policies", "keep one of them; the label counts, too")
        }
        for hint in hints {
            guard let policy = ReschedulePolicy(rawValue: hint.text) else {
                let policies = ReschedulePolicy.allCases.map(\.rawValue).listed()
                hint.field.error("invalid reschedule policy: \(quoted(hint.text))", "write \(policies)")
                continue
            }
            draft.spec.reschedule = policy
        }
    }
}
