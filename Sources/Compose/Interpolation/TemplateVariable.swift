//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A variable that a template asks for.
package struct TemplateVariable: Codable, Hashable, Sendable {
    package var name: String
    /// The text that takes its place when it isn't given, as written; nil when there is none.
    package var defaultValue: String?
    /// Whether the template can't be deployed without a value.
    package var isRequired: Bool
    /// The line that asks for it first.
    package var line: Int

    package init(name: String, defaultValue: String? = nil, isRequired: Bool, line: Int) {
        self.name = name
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.line = line
    }
}

/// Collects the variables that a template asks for, each once, in the order of the text.
struct TemplateVariableList {
    private(set) var variables: [TemplateVariable] = []
    private var positions: [String: Int] = [:]

    /// Takes in every variable of a value, keys left out: variables have no effect there.
    mutating func add(in value: YAMLValue) {
        switch value.content {
        case .scalar(let scalar):
            guard let text = try? InterpolatedText(parsing: scalar.text) else { return }
            add(text.parts, line: value.mark.line)
        case .sequence(let values):
            for value in values { add(in: value) }
        case .mapping(let entries):
            for entry in entries { add(in: entry.value) }
        }
    }

    mutating func add(_ variable: TemplateVariable) {
        guard let position = positions[variable.name] else {
            positions[variable.name] = variables.count
            variables.append(variable)
            return
        }
        variables[position].isRequired = variables[position].isRequired || variable.isRequired
        variables[position].defaultValue = variables[position].defaultValue ?? variable.defaultValue
    }

    private mutating func add(_ parts: [InterpolatedText.Part], line: Int) {
        for case .variable(let name, let operation) in parts {
            switch operation {
            case .value:
                add(TemplateVariable(name: name, isRequired: true, line: line))
            case .required(let message, _):
                add(TemplateVariable(name: name, isRequired: true, line: line))
                add(message, line: line)
            case .fallback(let fallback, _):
                let text = Self.literal(fallback)
                add(TemplateVariable(name: name, defaultValue: text, isRequired: false, line: line))
                add(fallback, line: line)
            case .alternative(let text, _):
                add(TemplateVariable(name: name, isRequired: false, line: line))
                add(text, line: line)
            }
        }
    }

    /// A default's text, nil when it depends on other variables.
    private static func literal(_ parts: [InterpolatedText.Part]) -> String? {
        var text = ""
        for part in parts {
            guard case .text(let literal) = part else { return nil }
            text += literal
        }
        return text
    }
}
