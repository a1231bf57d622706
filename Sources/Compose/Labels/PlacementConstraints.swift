//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The constraints of `deploy.placement`, in the words of swarm mode, as hints to the scheduler.
enum PlacementConstraints {
    private static let example = "node.hostname == node1 or node.labels.zone != a"

    static func read(_ field: Field, into draft: inout ServiceDraft) {
        for item in field.items("constraints") {
            guard let text = item.nonEmptyText(example), let hint = hint(text, item) else { continue }
            draft.hints.append(SchedulingHint(kind: .constraint, text: hint, field: item))
        }
    }

    /// The same constraint in the scheduler's language.
    private static func hint(_ text: String, _ item: Field) -> String? {
        for sign in ["==", "!="] {
            guard let place = text.firstRange(of: sign) else { continue }
            let key = text[..<place.lowerBound].trimmingSpaces()
            let value = text[place.upperBound...].trimmingSpaces()
            guard let name = name(of: key, item), !value.isEmpty else {
                if value.isEmpty { item.refuse(text, example) }
                return nil
            }
            return "\(name)\(sign)\(value)"
        }
        item.refuse(text, example)
        return nil
    }

    private static func name(of key: Substring, _ item: Field) -> String? {
        if key == "node.hostname" || key == "node.id" { return "node" }
        for prefix in ["node.labels.", "engine.labels."] where key.hasPrefix(prefix) && key != prefix {
            return String(key.dropFirst(prefix.count))
        }
        if key == "node.role" {
            item.error("nodes have no roles", "remove the constraint; label nodes, and choose them with node.labels")
        } else {
            item.error("\(quoted(key)) is nothing that nodes are chosen by", "write \(example)")
        }
        return nil
    }
}
