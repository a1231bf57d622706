//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The key `env_file`: environment variables from files beside the template.
enum EnvironmentFileKey {
    struct Reference {
        var path: Placed<String>?
        var isRequired = true
        var format = EnvironmentFile.Format.quoted
    }

    static let table = KeyTable<Reference>(
        .init("path") { field, reference in reference.path = Placed(field.nonEmptyText("a file's path"), field) },
        .init("required") { field, reference in reference.isRequired = field.boolean() ?? true },
        .init("format") { field, reference in
            if field.text("raw", where: { $0 == "raw" }) != nil { reference.format = .raw }
        }
    )

    /// Reads the files; what they say comes before `environment`, which wins.
    static func read(_ field: Field, into draft: inout ServiceDraft) {
        for reference in references(field) {
            guard let path = reference.path else { continue }
            if !reference.isRequired, draft.resources.files.contents[path.value] == nil { continue }
            guard let text = draft.resources.files.content(of: path.value, path.field),
                draft.variables.charge(text.utf8.count, at: path.field.mark, key: path.field.key)
            else { continue }
            do throws(EnvironmentFile.SyntaxError) {
                let file = try EnvironmentFile(text, format: reference.format, variables: draft.variables.values)
                draft.fileEnvironment += file.entries.map { "\($0.name)=\($0.value)" }
            } catch {
                path.field.error("\(path.value), line \(error.line): \(error.message)", error.remedy)
            }
        }
    }

    private static func references(_ field: Field) -> [Reference] {
        field.oneOrMore().map { item in
            var reference = Reference()
            if case .mapping = item.value.content {
                table.read(item, "path and required", into: &reference)
                if item.value["path"] == nil { item.error("the path is missing", "write path: with the file's path") }
            } else {
                reference.path = Placed(item.nonEmptyText("a file's path"), item)
            }
            return reference
        }
    }
}
