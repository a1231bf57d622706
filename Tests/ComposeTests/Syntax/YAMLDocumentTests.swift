//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

@Suite struct YAMLDocumentTests {
    @Test("Scalars keep their text, whatever YAML would make of them")
    func scalars() throws {
        let text = "[22:22, 3.10, on, 0444, 2001-01-01, ~, null, '', \"null\", !!str null, !!int 5]"
        let value = try YAMLDocument.parse(text, file: "f")
        guard case .sequence(let items) = value.content else {
            Issue.record("no list")
            return
        }
        let texts = items.map { item in
            guard case .scalar(let scalar) = item.content else { return "?" }
            return scalar.isNull ? "null" : "\(scalar.text)|\(scalar.isQuoted)"
        }
        #expect(
            texts == [
                "22:22|false", "3.10|false", "on|false", "0444|false", "2001-01-01|false", "null", "null", "|true",
                "null|true", "null|true", "5|false",
            ]
        )
    }

    @Test("Keys keep their order and their places")
    func mapping() throws {
        let value = try YAMLDocument.parse("\u{FEFF}%YAML 1.1\n---\nb: 1\na:\n  - x\n...\n", file: "f")
        guard case .mapping(let entries) = value.content else {
            Issue.record("no mapping")
            return
        }
        #expect(entries.map(\.key) == ["b", "a"])
        #expect(entries.map(\.mark) == [SourceMark(line: 3, column: 1), SourceMark(line: 4, column: 1)])
        #expect(value["a"]?.mark == SourceMark(line: 5, column: 3))
        #expect(value["c"] == nil)
    }

    @Test("An empty text is a null", arguments: ["", "# only a comment\n", "---\n"])
    func empty(text: String) throws {
        #expect(try YAMLDocument.parse(text, file: "f").isNull)
    }

    @Test(
        "What is no YAML is refused at its place",
        arguments: [
            ("a: [1, 2\nb: 3", 2, "not valid YAML"),
            ("a: b: c", 1, "not valid YAML"),
            ("a:\n\t- b", 2, "not valid YAML"),
            ("a: 'open", 1, "not valid YAML"),
            ("a: \"x\\0y\"", 1, "zero byte"),
            ("a: \u{1}", 1, "not valid YAML"),
            ("a: 1\n---\nb: 2", 2, "a second document"),
            ("a: !secret x", 1, "the tag \"!secret\""),
            ("a: !!set {x}", 1, "the tag \"set\""),
            ("a: !!binary aGk=", 1, "the tag \"binary\""),
            ("\"\": x", 1, "a key is empty"),
            ("a: &a x\nb:\n  <<: *a", 1, "the merge key << has no mapping"),
            ("a: 1\nb: 2\na: 3", 3, "given a second time; the first is on line 1"),
        ]
    )
    func refused(text: String, line: Int, message: String) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(text, file: "f.yml") }
        let problem = try #require(error.problems.first)
        #expect(problem.message.contains(message))
        #expect(problem.line == line)
        #expect(!problem.remedy.isEmpty)
        #expect(error.description.hasPrefix("f.yml:\(line): "))
    }

    @Test("Every duplicate is reported, and the mistake after them")
    func duplicates() throws {
        let error = try #require(throws: YAMLError.self) {
            try YAMLDocument.parse("a: 1\na: 2\nb: {c: 1, c: 2}\nd: [", file: "f")
        }
        #expect(error.problems.map(\.line) == [2, 3, 4])
    }
}
