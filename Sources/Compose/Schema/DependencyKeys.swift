//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The mapping form of `depends_on`: services with what they must have come to.
enum DependencyKeys {
    struct Draft {
        var condition: DependencyCondition?
        var isOptional = false
    }

    static let table = KeyTable<Draft>(
        .init("condition") { field, draft in
            let conditions = DependencyCondition.allCases.map(\.rawValue)
            guard let text = field.text(conditions.listed(), where: { conditions.contains($0) }) else { return }
            draft.condition = DependencyCondition(rawValue: text)
        },
        .init("required") { field, draft in draft.isOptional = field.boolean() == false },
        .ignored("restart", "containers keep running when a service they need is updated; this key has no effect")
    )

    static func read(_ pair: FieldPair, into draft: inout ServiceDraft) {
        var dependency = Draft()
        if pair.hasValue { table.read(pair.field, "a condition", into: &dependency) }
        draft.addDependency(pair.name, pair.field, isOptional: dependency.isOptional)
        draft.spec.dependConditions[ServiceName(pair.name)] = dependency.condition
    }
}
