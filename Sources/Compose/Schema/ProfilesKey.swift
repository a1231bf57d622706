//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The key `profiles`: services that are only part of the application when one of their profiles is asked for.
enum ProfilesKey {
    /// The variable that names the profiles, separated by commas; `*` is all of them.
    static let variable = "COMPOSE_PROFILES"

    static func read(_ field: Field, into draft: inout ServiceDraft) {
        draft.profiles = field.items("profiles").compactMap {
            $0.text("a name of letters, digits and _ . -", where: { NameRules.isName($0) })
        }
    }

    /// The services that are asked for, and a report where one of them needs one that isn't.
    static func active(_ drafts: [ServiceDraft], given: String?) -> [ServiceDraft] {
        let wanted = Set((given ?? "").split(separator: ",").map { String($0.trimmingSpaces()) })
        let active = drafts.filter { draft in
            draft.profiles.isEmpty || wanted.contains("*") || draft.profiles.contains(where: wanted.contains)
        }
        let left = Set(drafts.map(\.spec.name)).subtracting(active.map(\.spec.name))
        guard !left.isEmpty else { return active }
        let profilesByName = Dictionary(
            drafts.map { ($0.spec.name, $0.profiles) },
            uniquingKeysWith: { first, _ in first }
        )
        for reference in active.flatMap(\.references) where left.contains(reference.target) {
            let profiles = profilesByName[reference.target] ?? []
            reference.field.error(
                "the service \(reference.target) is left out, as none of its profiles is asked for",
                "give -e \(variable)=\(profiles.first ?? ""), or remove the reference"
            )
        }
        return active
    }
}
