//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model

/// One of the lines that tell the scheduler something, with its place.
///
/// Source: classic Swarm. They are written among the environment variables, `constraint:node==a`, or as a label whose
/// value is a list in JSON; the label's come first. Containers don't see them in their environment.
struct SchedulingHint {
    enum Kind: String, CaseIterable {
        case constraint
        case affinity
        case whitelist
        case reschedule
        case availability

        /// What an environment variable that is none starts with.
        var prefix: String { "\(rawValue):" }

        /// The label with a list of such lines; nil when there is none.
        var label: String? {
            switch self {
            case .constraint: ContainerLabels.constraints
            case .affinity: ContainerLabels.affinities
            case .whitelist: ContainerLabels.whitelists
            case .reschedule: ContainerLabels.reschedulePolicies
            case .availability: nil
            }
        }

        /// The kind of an entry of the environment; nil when it is a variable.
        init?(environmentEntry name: String) {
            guard let kind = Self.allCases.first(where: { name.hasPrefix($0.prefix) }) else { return nil }
            self = kind
        }
    }

    let kind: Kind
    /// What follows the kind, such as `node==a`.
    let text: String
    let field: Field
}

extension SchedulingHint {
    /// Reads an entry of the environment; nil when it has a variable without a value, which is reported already.
    init?(_ kind: Kind, _ pair: FieldPair) {
        var text = String(pair.name.dropFirst(kind.prefix.utf8.count))
        if pair.hasValue {
            guard let value = pair.field.text("an expression") else { return nil }
            text += "=" + value
        }
        // The expression is no key, although it was read like one.
        let key = String(pair.field.key.dropLast(pair.name.count + 1))
        self.init(kind: kind, text: text, field: pair.field.with(text: text, key: key))
    }
}

extension ServiceDraft {
    /// The hints of a kind: those of the label, then those of the environment.
    func hints(_ kind: SchedulingHint.Kind) -> [SchedulingHint] {
        var result: [SchedulingHint] = []
        if let label = kind.label, let field = labels[label], let lines = Self.list(field) {
            result = lines.map { SchedulingHint(kind: kind, text: $0, field: field.with(text: $0)) }
        }
        return result + hints.filter { $0.kind == kind }
    }

    /// The texts of a list in JSON.
    private static func list(_ field: Field) -> [String]? {
        let expected = "a list in JSON, such as [\"…\", \"…\"]"
        guard let text = field.text(expected) else { return nil }
        guard let lines = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            field.refuse(text, expected)
            return nil
        }
        return field.isWithinLimit(lines.count) ? lines : nil
    }
}
