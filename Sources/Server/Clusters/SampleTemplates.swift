//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes

/// The templates that come along with the program: those of `examples`.
enum SampleTemplates {
    static let all: [TemplateObject] = [
        sample("hello", PackageResources.hello_yml, tags: "web,nginx"),
        sample("redis", PackageResources.redis_yml, tags: "redis,links"),
        sample("wordpress", PackageResources.wordpress_yml, tags: "web,mysql,wordpress"),
    ]

    /// A template whose first lines say what it is: `# Name: description`, up to a line of the comment that is empty.
    private static func sample(_ name: String, _ bytes: [UInt8], tags: String) -> TemplateObject {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines.prefix { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }.joined(separator: " ")
        let parts = head.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        var template = TemplateObject(id: "sample-" + name, name: name, template: text, created: "")
        template.description = parts.count > 1 ? parts[1].prefix(1).uppercased() + parts[1].dropFirst() : head
        template.tags = tags
        template.acl = "public"
        return template
    }
}
