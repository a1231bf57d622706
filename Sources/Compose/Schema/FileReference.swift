//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A file beside a template that it names: with `env_file`, or with `file` of a secret or a config.
package struct FileReference: Hashable, Sendable {
    /// As the template says it, with its variables' values.
    package var path: String
    /// Where the template names it first.
    package var line: Int
    /// Whether the template can't be deployed without it.
    package var isRequired: Bool
}

extension FileReference {
    /// The files of a template, each once; those whose path has a variable without a value are left out.
    static func all(in shape: TemplateShape, variables: [String: String]) -> [FileReference] {
        var list = List(expander: VariableExpander(values: variables, problems: ProblemList(file: "")))
        for entry in shape.others where ["secrets", "configs"].contains(entry.key) {
            guard case .mapping(let declarations) = entry.value.content else { continue }
            for declaration in declarations { list.add(declaration.value["file"]) }
        }
        for service in shape.services {
            switch service.value["env_file"]?.content {
            case .sequence(let items): for item in items { list.addEnvironmentFile(item) }
            case .some: list.addEnvironmentFile(service.value["env_file"])
            case nil: break
            }
        }
        return list.references.sorted { $0.line < $1.line }
    }

    private struct List {
        let expander: VariableExpander
        var references: [FileReference] = []

        mutating func addEnvironmentFile(_ value: YAMLValue?) {
            guard let value, case .mapping = value.content else { return add(value) }
            var isRequired = true
            if case .scalar(let scalar)? = value["required"]?.content {
                isRequired = !["false", "no", "off"].contains(scalar.text.lowercased())
            }
            add(value["path"], isRequired: isRequired)
        }

        mutating func add(_ value: YAMLValue?, isRequired: Bool = true) {
            guard let value, case .scalar(let scalar) = expander.expand(value, key: "").content,
                !scalar.isUnresolved, !scalar.isNull, !scalar.text.isEmpty
            else { return }
            if let index = references.firstIndex(where: { $0.path == scalar.text }) {
                references[index].isRequired = references[index].isRequired || isRequired
            } else {
                references.append(FileReference(path: scalar.text, line: value.mark.line, isRequired: isRequired))
            }
        }
    }
}
