//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

// How services of one application refer to each other.

extension ServiceKey {
    static let relation: [ServiceKey] = [
        ServiceKey("links") { field, draft in
            for item in field.items("services") { readLink(item, into: &draft) }
        },
        ServiceKey("volumes_from") { field, draft in
            for item in field.items("services") { readVolumesFrom(item, into: &draft) }
        },
        ServiceKey("depends_on") { field, draft in
            guard case .mapping = field.value.content else {
                for item in field.items("services") {
                    if let name = item.nonEmptyText("a service") { draft.addDependency(name, item) }
                }
                return
            }
            for pair in field.entries("services") {
                DependencyKeys.read(pair, into: &draft)
            }
        },
    ]

    private static func readLink(_ item: Field, into draft: inout ServiceDraft) {
        let expected = "service or service:alias"
        guard let text = item.nonEmptyText(expected) else { return }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let service = parts.first, let alias = parts.last, !service.isEmpty,
            NameRules.isHostName(alias) || NameRules.isName(alias)
        else {
            item.refuse(text, expected)
            return
        }
        let name = ServiceName(String(service))
        let link = ServiceLink(service: name, alias: String(alias))
        if let other = draft.spec.links.first(where: { $0.alias == link.alias && $0.service != name }) {
            item.error("the alias \(quoted(alias)) already stands for \(other.service)", "choose another alias")
            return
        }
        if !draft.spec.links.contains(link) { draft.spec.links.append(link) }
        draft.references.append(ServiceReference(kind: .link, target: name, field: item))
    }

    private static func readVolumesFrom(_ item: Field, into draft: inout ServiceDraft) {
        let expected = "service, service:ro or service:rw"
        guard let text = item.nonEmptyText(expected) else { return }
        guard !text.hasPrefix("container:") else {
            item.error("volumes of containers outside the template can't be taken", "name a service of the template")
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let service = parts.first, !service.isEmpty, parts.count <= 2,
            parts.count == 1 || ["ro", "rw"].contains(parts[1])
        else {
            item.refuse(text, expected)
            return
        }
        let name = ServiceName(String(service))
        draft.spec.volumesFrom.append(VolumesFrom(service: name, isReadOnly: parts.last == "ro" && parts.count == 2))
        draft.references.append(ServiceReference(kind: .volumesFrom, target: name, field: item))
    }
}

extension ServiceDraft {
    /// Notes that another service starts before this one.
    mutating func addDependency(_ name: String, _ field: Field, isOptional: Bool = false) {
        let target = ServiceName(name)
        if !spec.depends.contains(target) { spec.depends.append(target) }
        references.append(ServiceReference(kind: .depends, target: target, field: field, isOptional: isOptional))
    }
}
