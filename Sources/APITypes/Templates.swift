//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A template that is kept for later.
package struct TemplateObject: Codable, Sendable, Hashable {
    package var id: String
    package var name: String
    package var description: String
    /// Words to find it by, separated by commas.
    package var tags: String
    package var template: String
    package var kind = "compose"
    /// `private`; `public` for a sample, which comes along with the program.
    package var acl = "private"
    /// RFC 3339.
    package var created: String
    package var updated: String

    package init(id: String, name: String, template: String, created: String) {
        self.id = id
        self.name = name
        self.template = template
        self.created = created
        updated = created
        description = ""
        tags = ""
    }

    /// Whether it comes along with the program, and can't be changed.
    package var isSample: Bool { acl == "public" }

    enum CodingKeys: String, CodingKey {
        case id, name, description, tags, template, acl, created, updated
        case kind = "template_type"
    }
}

/// The body of keeping a template, or of changing one, where what is left out stays.
package struct TemplateRequest: Codable, Sendable, Hashable {
    package var name: String?
    package var description: String?
    package var tags: String?
    package var template: String?

    package init(name: String? = nil, template: String? = nil) {
        self.name = name
        self.template = template
    }
}

/// The answer of keeping a template.
package struct TemplateCreated: Codable, Sendable, Hashable {
    package var id: String

    package init(id: String) { self.id = id }

    enum CodingKeys: String, CodingKey {
        case id = "template_id"
    }
}

/// The templates.
package struct TemplateList: Codable, Sendable, Hashable {
    package var templates: [TemplateObject]

    package init(_ templates: [TemplateObject]) { self.templates = templates }
}
