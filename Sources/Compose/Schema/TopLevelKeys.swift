//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A template while the keys beside its services are read.
struct TemplateDraft {
    let application: ApplicationName
    let variables: VariableExpander
    var resources: TemplateResources
    var job = JobDraft()
}

/// The keys beside `services`.
enum TopLevelKeys {
    static let table = KeyTable<TemplateDraft>(
        .init("version") { field, _ in checkVersion(field) },
        // They are taken out before, by the template's shape.
        .init("services") { _, _ in },
        .init("volumes") { field, draft in
            for pair in field.entries("volumes") { VolumeKeys.read(pair, into: &draft) }
        },
        .init("secrets") { field, draft in
            draft.resources.secrets.read(field, files: draft.resources.files, variables: draft.variables)
        },
        .init("configs") { field, draft in
            draft.resources.configs.read(field, files: draft.resources.files, variables: draft.variables)
        },
        .init("networks") { field, _ in NetworksKey.readDeclarations(field) },
        .init("labels") { field, draft in
            for pair in field.pairs("labels") {
                LabelNames.checkTopLevel(pair)
                JobLabels.readTopLevel(pair, into: &draft.job)
            }
        },
        .ignored("name", "the application's name is given when it is deployed; this key has no effect", "remove it"),
        .refused("include", "files beside the template are not read", "write the services into one template"),
        .refused("models", "AI models are not provided", "run one as a service")
    )

    private static func checkVersion(_ field: Field) {
        let expected = "\"2\" to \"3.9\", or leave the key out"
        guard let text = field.text(expected) else { return }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { parseInteger($0) ?? -1 }
        let isKnown = (1...2).contains(parts.count) && [2, 3].contains(parts[0]) && (parts.count == 1 || parts[1] >= 0)
        if !isKnown { field.error("templates of version \(quoted(text)) are not known", "write \(expected)") }
    }
}
