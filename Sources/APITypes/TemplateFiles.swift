//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The body of asking which files a template names.
package struct TemplateFilesRequest: Codable, Sendable, Hashable {
    package var template: String
    /// Values for the template's variables, which paths may have in them.
    package var environment: [String: String]?
    /// Configuration items with more values.
    package var configurations: [String]?
    /// The application that the template is an update of; nil for a new one.
    package var project: String?

    package init(template: String) { self.template = template }
}

/// A file beside a template that it names.
package struct TemplateFileObject: Codable, Sendable, Hashable {
    /// As the template says it, with its variables' values.
    package var path: String
    /// The line that names it first.
    package var line: Int
    /// Whether the template can't be deployed without it.
    package var isRequired: Bool
    /// Whether the application's running version has it, so that an update may keep it.
    package var isStored: Bool

    package init(path: String, line: Int, isRequired: Bool, isStored: Bool) {
        self.path = path
        self.line = line
        self.isRequired = isRequired
        self.isStored = isStored
    }

    enum CodingKeys: String, CodingKey {
        case path, line
        case isRequired = "required"
        case isStored = "stored"
    }
}
