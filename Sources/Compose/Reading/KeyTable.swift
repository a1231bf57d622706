//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The keys of a mapping, and what becomes of each: read, without effect, or refused.
struct KeyTable<Target>: Sendable {
    struct Key: Sendable {
        let name: String
        let read: @Sendable (Field, inout Target) -> Void
        /// Why it has no effect; nil for a key that is read.
        let refusal: RefusedKey?

        init(_ name: String, read: @escaping @Sendable (Field, inout Target) -> Void) {
            self.name = name
            self.read = read
            refusal = nil
        }

        private init(_ name: String, _ refusal: RefusedKey) {
            self.name = name
            self.refusal = refusal
            read = { _, _ in }
        }

        static func ignored(_ name: String, _ message: String, _ remedy: String = "remove the key") -> Key {
            Key(name, .ignored(message, remedy))
        }

        static func refused(_ name: String, _ message: String, _ remedy: String) -> Key {
            Key(name, .refused(message, remedy))
        }
    }

    let keys: [Key]

    init(_ keys: Key...) { self.keys = keys }

    var names: [String] { keys.map(\.name) }

    /// Reads each key of a mapping; `what` completes "a list instead of …".
    func read(_ field: Field, _ what: String, into target: inout Target) {
        for pair in field.entries(what) where !TemplateShape.isExtension(pair.name) {
            guard let key = keys.first(where: { $0.name == pair.name }) else {
                pair.reportUnknown(among: names)
                continue
            }
            if let refusal = key.refusal {
                field.problems.add(
                    refusal.severity,
                    at: pair.mark,
                    key: pair.field.key,
                    refusal.message,
                    refusal.remedy
                )
            } else if pair.hasValue {
                key.read(pair.field, &target)
            } else {
                pair.field.warning("the key has no value and no effect", "give it a value, or remove it")
            }
        }
    }
}

/// A value with the place where it is written.
struct Placed<Value: Sendable> {
    let value: Value
    let field: Field

    init?(_ value: Value?, _ field: Field) {
        guard let value else { return nil }
        self.value = value
        self.field = field
    }
}
