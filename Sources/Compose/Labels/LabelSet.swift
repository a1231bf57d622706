//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The labels of a service with their places, for the readers of the labels that mean something.
struct LabelSet {
    private(set) var names: [String] = []
    private var fields: [String: Field] = [:]
    /// Labels whose value is no text, which is reported already.
    private var unreadable: Set<String> = []

    mutating func add(_ name: String, _ field: Field) {
        if fields.updateValue(field, forKey: name) == nil { names.append(name) }
    }

    mutating func markUnreadable(_ name: String) { unreadable.insert(name) }

    subscript(name: String) -> Field? { fields[name] }

    /// Whether the label is there, readable or not.
    func contains(_ name: String) -> Bool { fields[name] != nil || unreadable.contains(name) }

    /// Whether any label starts like this, readable or not.
    func contains(prefix: String) -> Bool {
        names.contains { $0.hasPrefix(prefix) } || unreadable.contains { $0.hasPrefix(prefix) }
    }

    /// The labels that start like this, with what comes after, in the order of the template.
    func fields(prefix: String) -> [(suffix: String, field: Field)] {
        names.compactMap { name in
            guard name.hasPrefix(prefix), let field = fields[name] else { return nil }
            return (String(name.dropFirst(prefix.count)), field)
        }
    }
}

extension Field {
    /// A label's true or false, in any case.
    func labelBoolean() -> Bool? {
        guard let text = text("true or false") else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            refuse(text, "true or false")
            return nil
        }
    }
}
