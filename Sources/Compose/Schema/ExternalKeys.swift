//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The key `external`: a service that has no containers here, but a place elsewhere.
enum ExternalKeys {
    struct Draft {
        var host: String?
        var ports: [Int] = []
    }

    static let table = KeyTable<Draft>(
        .init("host") { field, draft in
            draft.host = field.text("a host name or an address") {
                NameRules.isHostName($0) || NameRules.isIPAddress($0)
            }
        },
        .init("ports") { field, draft in
            draft.ports = field.items("ports").compactMap { $0.integer(in: 1...65535) }
        }
    )

    static func read(_ field: Field, into draft: inout ServiceDraft) {
        var external = Draft()
        table.read(field, "host and ports", into: &external)
        if field.value["host"] == nil, case .mapping = field.value.content {
            field.error("the host is missing", "write host: with a name or an address")
        }
        guard let host = external.host else { return }
        if !NameRules.isIPAddress(host) {
            field.warning(
                "other services don't reach \(quoted(host)) by this service's name yet",
                "write its address as the host, or have them use \(host) itself"
            )
        }
        draft.spec.external = ExternalServiceSpec(host: host, ports: external.ports)
    }

    /// What a service without containers can't have.
    static func check(_ draft: inout ServiceDraft, keys: [YAMLEntry]) {
        guard draft.fields["external"] != nil else { return }
        draft.spec.scale = 0
        draft.spec.isGlobal = false
        for entry in keys where !["external", "labels"].contains(entry.key) && !TemplateShape.isExtension(entry.key) {
            draft.problems.add(
                .error,
                at: entry.mark,
                key: "\(draft.spec.name).\(entry.key)",
                "a service with external has no containers, and this key no meaning",
                "remove one of the two"
            )
        }
    }
}
