//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The actions that a statement is about, such as `cs:GetClusters`, `cs:Get*` or `*`; case doesn't count.
struct ActionPattern: Sendable, Hashable {
    let text: String
    private let pattern: WildcardPattern

    /// - Throws: `PolicyError` for a text that is no action, or that names none of this service's.
    init(_ text: String, place: String) throws(PolicyError) {
        self.text = text
        pattern = WildcardPattern(text.lowercased())
        guard text == "*" || text.contains(":") else {
            throw PolicyError("\(place) '\(text)': is no action; write one such as cs:GetClusters or cs:Get*")
        }
        // Those of other services are allowed, for policies that were written for them as well; a misspelt one of this
        // service's would deny nothing without anyone noticing.
        guard text.lowercased().hasPrefix(Action.service + ":") else { return }
        let pattern = pattern
        guard Action.allCases.contains(where: { pattern.matches($0.name.lowercased()) }) else {
            throw PolicyError("\(place) '\(text)': there is no such action; docs/access.md lists them")
        }
    }

    func matches(_ action: Action) -> Bool { pattern.matches(action.name.lowercased()) }
}

/// The resources that a statement is about, such as `acs:cs:*:*:cluster/c1a2…`, `acs:cs:*:*:cluster/*` or `*`.
struct ResourcePattern: Sendable, Hashable {
    let text: String
    /// Of the part after the account; nil for a resource of another service.
    private let relative: WildcardPattern?

    /// - Throws: `PolicyError` for a text that is no resource, or that tells regions or accounts apart.
    init(_ text: String, place: String) throws(PolicyError) {
        self.text = text
        guard text != "*" else {
            relative = WildcardPattern("*")
            return
        }
        let parts = text.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "acs" else {
            throw PolicyError("\(place) '\(text)': is no resource; write one such as \(Resource.prefix)cluster/* or *")
        }
        guard parts[1] == Action.service || parts[1] == "*" else {
            relative = nil
            return
        }
        guard parts[2] == "*", parts[3] == "*" else {
            throw PolicyError(
                "\(place) '\(text)': names a region or an account, which Gantry doesn't tell apart; "
                    + "write \(Resource.prefix)\(parts[4])"
            )
        }
        let kind = parts[4].prefix { $0 != "/" }
        guard kind.contains("*") || Resource.Kind(rawValue: String(kind)) != nil else {
            let kinds = Resource.Kind.allCases.map { $0.rawValue + "/…" }.joined(separator: ", ")
            throw PolicyError("\(place) '\(text)': '\(kind)' is no kind of resource; there are \(kinds)")
        }
        relative = WildcardPattern(String(parts[4]))
    }

    func matches(_ resource: Resource) -> Bool { relative?.matches(resource.relative) ?? false }
}
