//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A key of a service that has an effect: its names, and how its value is read.
struct ServiceKey: Sendable {
    /// The first is the one that counts; the others are spellings in use.
    let names: [String]
    let read: @Sendable (Field, inout ServiceDraft) -> Void

    init(_ names: String..., read: @escaping @Sendable (Field, inout ServiceDraft) -> Void) {
        self.names = names
        self.read = read
    }

    /// A key whose value is taken as text.
    static func text(
        _ name: String,
        _ path: any WritableKeyPath<ServiceSpec, String?> & Sendable,
        _ expected: String = "a text",
        where isValid: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
    ) -> ServiceKey {
        ServiceKey(name) { field, draft in
            draft.spec[keyPath: path] = field.text(expected, where: isValid)
        }
    }

    /// A key that is true or false.
    static func flag(_ names: String..., to path: any WritableKeyPath<ServiceSpec, Bool> & Sendable) -> ServiceKey {
        ServiceKey(names: names) { field, draft in
            if let flag = field.boolean() { draft.spec[keyPath: path] = flag }
        }
    }

    /// A key with a list of texts, or one text without a list.
    static func texts(
        _ names: String...,
        to path: any WritableKeyPath<ServiceSpec, [String]> & Sendable,
        _ expected: String,
        where isValid: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
    ) -> ServiceKey {
        ServiceKey(names: names) { field, draft in
            draft.spec[keyPath: path] = field.oneOrMore().compactMap { $0.text(expected, where: isValid) }
        }
    }

    private init(names: [String], read: @escaping @Sendable (Field, inout ServiceDraft) -> Void) {
        self.names = names
        self.read = read
    }
}

extension ServiceKey {
    /// Every key that has an effect.
    static let all = process + network + relation + storage + resource + security + logging

    static let byName: [String: ServiceKey] = {
        var keys: [String: ServiceKey] = [:]
        for key in all {
            for name in key.names { keys[name] = key }
        }
        return keys
    }()

    /// Every name that means something to Gantry, for "did you mean".
    static let knownNames = Array(byName.keys) + Array(RefusedKey.byName.keys)
}
