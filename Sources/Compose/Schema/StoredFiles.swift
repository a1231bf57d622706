//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The secrets and the configs that a template declares: their content, by name.
struct StoredFiles {
    /// What Docker's swarm mode takes, and then some.
    static let maximumBytes = 512 << 10
    /// All files of an application together, each as often as a service has it.
    static let maximumTotalBytes = 1 << 20

    /// The content of each; nil where it can't be had, which is reported already.
    private(set) var contents: [String: String?] = [:]
    let kind: FileMount.Kind

    init(_ kind: FileMount.Kind) { self.kind = kind }

    struct Source {
        var content: Placed<String>?
        /// Whether the content is given in some way, readable or not.
        var isGiven = false
        let files: TemplateFiles
        let variables: VariableExpander
    }

    static let table = KeyTable<Source>(
        .init("content") { field, source in
            source.isGiven = true
            source.content = Placed(field.text("the content"), field)
        },
        .init("environment") { field, source in
            source.isGiven = true
            guard let name = field.nonEmptyText("a variable's name") else { return }
            source.content = Placed(source.variables.value(of: name, at: field.mark, key: field.key), field)
        },
        .init("file") { field, source in
            source.isGiven = true
            guard let path = field.nonEmptyText("a file's path") else { return }
            source.content = Placed(source.files.content(of: path, field), field)
        },
        .init("external") { field, source in
            guard field.value.isMapping || field.boolean() == true else { return }
            source.isGiven = true
            field.error(
                "Gantry keeps no secrets or configs beside those of the templates",
                "write environment: with the name of a variable, and give it with -e or --env-file"
            )
        },
        .ignored("name", "the name is that of the key; this one has no effect"),
        .ignored("labels", "these labels have no effect"),
        .refused("driver", "drivers of secrets are not supported", "write file, environment or content"),
        .refused("driver_opts", "drivers of secrets are not supported", "write file, environment or content"),
        .refused("template_driver", "templates in files are not supported", "write the file as it is to be")
    )

    /// Reads the top-level key.
    mutating func read(_ field: Field, files: TemplateFiles, variables: VariableExpander) {
        for pair in field.entries("\(kind.rawValue)s") where !TemplateShape.isExtension(pair.name) {
            contents[pair.name] = .some(nil)
            guard NameRules.isName(pair.name) else {
                pair.field.error("\(quoted(pair.name)) is no name", "write letters, digits and _ . -")
                continue
            }
            var source = Source(files: files, variables: variables)
            Self.table.read(pair.field, "file, environment or content", into: &source)
            guard source.isGiven else {
                if pair.field.value.isMapping {
                    pair.field.error("the content is missing", "write file:, environment: or content:")
                }
                continue
            }
            guard let content = source.content else { continue }
            guard content.value.utf8.count <= Self.maximumBytes else {
                content.field.error(
                    "the content has \(content.value.utf8.count) bytes",
                    "keep it to \(Self.maximumBytes) bytes; mount larger files with volumes"
                )
                continue
            }
            contents[pair.name] = content.value
        }
    }
}

/// The files beside a template that came with it, by the path that the template says.
struct TemplateFiles {
    let contents: [String: String]

    /// A file's content; without it, nil and an error that says who reads files.
    func content(of path: String, _ field: Field) -> String? {
        if let content = contents[path] { return content }
        field.error(
            "the file \(quoted(path)) is beside the template, where the server can't read it",
            "send it along, as gantry app deploy and the console do, or write its content into the template"
        )
        return nil
    }
}
