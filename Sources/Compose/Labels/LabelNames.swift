//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Which labels mean something, and what becomes of the others.
enum LabelNames {
    static let prefix = "aliyun."

    private static let exact = Dictionary(
        LabelRule.all.filter { !$0.isPrefix }.map { ($0.name, $0) },
        uniquingKeysWith: { first, _ in first }
    )
    private static let prefixes = LabelRule.all.filter(\.isPrefix)

    private static let suggestions = LabelRule.all.compactMap { rule in
        switch rule.effect {
        case .delivered, .later: rule.shownName
        case .plain, .node, .own: nil
        }
    }

    /// Reports the labels without an effect, and those that nobody knows.
    static func check(_ labels: LabelSet) {
        for name in labels.names {
            guard let field = labels[name] else { continue }
            check(name, field)
        }
    }

    /// Reports a template's own label, which stands beside the services.
    static func checkTopLevel(_ pair: FieldPair) {
        check(pair.name, pair.field)
        if case .delivered = rule(pair.name)?.effect, !JobLabels.names.contains(pair.name) {
            pair.field.warning("this label has no effect on the whole template", "write it under a service's labels")
        }
    }

    static func rule(_ name: String) -> LabelRule? {
        exact[ProxyLabels.canonical(name)] ?? prefixes.first { $0.matches(name) }
    }

    private static func check(_ name: String, _ field: Field) {
        switch rule(name)?.effect {
        case .delivered: break
        case .later:
            field.warning(
                "the label \(name) has no effect yet in this version; the containers still carry it",
                "leave it for a later version, or remove it"
            )
        case .plain(let reason):
            field.warning("the label \(name) is kept, but has no effect: \(reason)", "remove it if nobody reads it")
        case .own:
            field.warning("the label \(name) is set by Gantry itself; this value has no effect", "remove the label")
        case .node:
            field.error("the label \(name) belongs to nodes, not to services", "remove the label")
        case nil where name.hasPrefix(prefix): reportUnknown(name, field)
        case nil: break
        }
    }

    private static func reportUnknown(_ name: String, _ field: Field) {
        let nearest = field.problems.isFull ? nil : NameSuggestion.nearest(to: name, in: suggestions)
        field.error(
            "the label \(quoted(name)) is not known",
            nearest.map { "did you mean \($0)?" } ?? "remove it, or choose a name that does not start with \(prefix)"
        )
    }
}
