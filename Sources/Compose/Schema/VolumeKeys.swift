//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The volumes that a template declares under its key `volumes`.
enum VolumeKeys {
    struct Draft {
        var spec: VolumeSpec
        /// The name that is given, if any.
        var name: String?
        /// Where it says that somebody else makes the volume.
        var external: Field?
    }

    static let table = KeyTable<Draft>(
        .init("name") { field, draft in draft.name = name(field) },
        .init("driver") { field, draft in
            let driver = field.text("a volume driver such as local", where: isDriver)
            draft.spec.driver = driver == "local" || driver == "default" ? nil : driver
        },
        .init("driver_opts") { field, draft in
            for pair in field.entries("options of the driver") {
                if let value = pair.field.text("a value") { draft.spec.options[pair.name] = value }
            }
        },
        .init("labels") { field, draft in
            for pair in field.pairs("labels") {
                draft.spec.labels[pair.name] = pair.hasValue ? pair.field.text("a value") : ""
            }
        },
        .init("external") { field, draft in
            if case .mapping = field.value.content {
                externalName.read(field, "a name", into: &draft)
            } else if field.boolean() != true {
                return
            }
            draft.external = field
        }
    )

    private static let externalName = KeyTable<Draft>(.init("name") { field, draft in draft.name = name(field) })

    static func read(_ declaration: FieldPair, into template: inout TemplateDraft) {
        guard NameRules.isName(declaration.name) else {
            declaration.field.error(
                "\(quoted(declaration.name)) is no name for a volume",
                "write letters, digits and _ . - after the first character"
            )
            return
        }
        // As in Compose, a volume belongs to its application unless it says otherwise.
        var draft = Draft(spec: VolumeSpec(name: "\(template.application)_\(declaration.name)"))
        if declaration.hasValue { table.read(declaration.field, "a volume's settings", into: &draft) }
        if let field = draft.external {
            draft.spec.isExternal = true
            draft.spec.name = declaration.name
            if draft.spec.driver != nil || !draft.spec.options.isEmpty {
                field.error(
                    "an external volume is made by somebody else, who says its driver and options",
                    "remove external, or driver and driver_opts"
                )
            }
        }
        if let name = draft.name { draft.spec.name = name }
        template.resources.volumes[declaration.name] = draft.spec
    }

    private static func name(_ field: Field) -> String? {
        field.text("a volume's name", where: { NameRules.isName($0) })
    }

    /// A plug-in's name may have a registry, a path and a tag.
    @Sendable
    private static func isDriver(_ text: String) -> Bool { NameRules.isName(text) || ImageReference.isValid(text) }
}
