//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

/// What a template looks like from far away: its version and where its services are.
@Suite struct TemplateShapeTests {
    private func outcome(_ text: String) -> String {
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        if let application = result.application {
            return application.services.map(\.name.rawValue).joined(separator: ",")
        }
        return result.problems.map { "\($0.line) \($0.message)" }.joined(separator: "|")
    }

    @Test(
        "Services are found in every version",
        arguments: [
            "web: {image: a}",
            "version: '1'\nweb: {image: a}",
            "version: '2'\nservices: {web: {image: a}}",
            "version: 2.1\nservices: {web: {image: a}}",
            "version: '3.9'\nservices: {web: {image: a}}",
            "services: {web: {image: a}}",
            "x-a: b\nservices: {x-b: c, web: {image: a}}",
        ]
    )
    func versions(text: String) {
        #expect(outcome(text) == "web")
    }

    @Test("A service may be called version in the first format")
    func serviceCalledVersion() {
        #expect(outcome("version: {image: a}\nweb: {image: b}") == "version,web")
    }

    @Test(
        "A template without services is refused",
        arguments: [
            ("", "1 the template is empty"),
            ("[a]", "1 the template is no mapping"),
            ("text", "1 the template is no mapping"),
            ("x-only: 1", "1 the template has no services"),
            ("services: {}", "1 the template has no services"),
            ("services:", "1 services is no mapping"),
            ("services: [a]", "1 services is no mapping"),
            ("version: '2'", "1 the template has version \"2\", but no services key"),
            ("version: '2'\nweb: {image: a}", "1 the template has version \"2\", but no services key"),
            ("version: '4'\nservices: {web: {image: a}}", "1 templates of version \"4\" are not known"),
            ("version: two\nservices: {web: {image: a}}", "1 templates of version \"two\" are not known"),
        ]
    )
    func refused(text: String, expected: String) {
        #expect(outcome(text) == expected)
    }

    @Test("Names of services have a form and a length")
    func serviceNames() {
        let long = String(repeating: "a", count: 64)
        #expect(outcome("\(long): {image: a}") == long)
        for name in ["\(long)a", "_a", ".a", "a b", "\"a/b\"", "ä"] {
            #expect(outcome("\(name): {image: a}").contains("is no name for a service"))
        }
    }

    @Test("A template has a thousand services at most")
    func serviceCount() {
        let text = (1...1001).map { "s\($0): {image: a}" }.joined(separator: "\n")
        #expect(outcome(text) == "1001 the template has 1001 services")
    }

    @Test("A service has a thousand ports at most")
    func portCount() {
        #expect(outcome("a: {image: a, ports: ['1-1000']}") == "a")
        #expect(outcome("a: {image: a, ports: ['1-1000', 2000]}") == "1 there are 1001 elements")
        let ranges = Array(repeating: "1-65535", count: 900).joined(separator: ", ")
        #expect(outcome("a: {image: a, expose: [\(ranges)]}") == "1 there are 65535 elements")
    }

    @Test("Lists and mappings have a thousand elements at most")
    func elementCount() {
        let lines = (1...30000).map { "b:x\($0)" }.joined(separator: ", ")
        #expect(outcome("a: {image: a, links: [\(lines)]}\nb: {image: b}") == "1 there are 30000 elements")
        let entries = (1...1001).map { "x\($0): y" }.joined(separator: ", ")
        #expect(outcome("a: {image: a, labels: {\(entries)}}") == "1 there are 1001 elements")
        let names = Array(repeating: "b", count: 50000)
        let commas = "a: {image: a, labels: {aliyun.depends: '\(names.joined(separator: ","))'}}\nb: {image: b}"
        #expect(outcome(commas) == "1 there are 50000 elements")
        let semicolons = "a: {image: a, labels: {aliyun.routing.port_80: '\(names.joined(separator: ";"))'}}"
        #expect(outcome(semicolons) == "1 there are 50000 elements")
    }

    @Test("The same text gives the same result, problems included")
    func deterministic() {
        let text =
            "a: {image: $A, links: [x, y], prots: 1, labels: {aliyun.scal: 1}}\nb: {image: $B, depends_on: [a, a]}"
        let results = (1...20).map { _ in outcome(text) }
        #expect(Set(results).count == 1)
    }
}
