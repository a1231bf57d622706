//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of asking which variables a template has.
package struct TemplateVariablesRequest: Codable, Sendable, Hashable {
    package var template: String

    package init(template: String) { self.template = template }
}

/// A variable that a template asks for.
package struct TemplateVariableObject: Codable, Sendable, Hashable {
    package var name: String
    /// The text that takes its place when it isn't given; nil when there is none.
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

    enum CodingKeys: String, CodingKey {
        case name, line
        case defaultValue = "default"
        case isRequired = "required"
    }
}
