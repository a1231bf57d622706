//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

@Suite struct TemplateVariableTests {
    @Test(
        "A mistake in a variable has its line and column",
        arguments: [
            ("a:\n  image: a\n  user: é x${B", 12), ("a:\n  image: a\n  user: \"x${B\"", 9),
            ("a:\n  image: a\n  user: $$$", 11),
        ]
    )
    func columns(text: String, column: Int) {
        let result = ComposeParser.parse(text, application: "a", file: "f", variables: [:])
        #expect(result.problems.map(\.line) == [3])
        #expect(result.problems.map(\.column) == [column])
    }

    @Test("The variables of a template come each once, in order, with defaults")
    func variables() {
        let text = """
            version: "2"
            x-ignored: $A
            volumes: {data: {name: $VOLUME}}
            services:
              a:
                x-ignored: $B
                image: nginx:${TAG:-1.27}
                environment:
                  - PASSED
                  - SET=$VALUE
                  - affinity:service!=b
                command: echo $$NOT ${VALUE:-x} ${OUTER-${INNER:?needed}} ${MAYBE:+$TAG}
              b:
                environment: {OTHER: , SET: 1}
            """
        let variables = ComposeParser.variables(in: text)
        #expect(variables.map(\.name) == ["VOLUME", "TAG", "PASSED", "VALUE", "OUTER", "INNER", "MAYBE", "OTHER"])
        #expect(variables.map(\.line) == [3, 7, 9, 10, 12, 12, 12, 14])
        #expect(variables.filter(\.isRequired).map(\.name) == ["VOLUME", "TAG", "PASSED", "VALUE", "INNER", "OTHER"])
        #expect(variables.map(\.defaultValue) == [nil, "1.27", nil, "x", nil, nil, nil, nil])
    }

    @Test("A template that can't be read asks for nothing", arguments: ["", "a: [", "[1]", "version: '2'"])
    func unreadable(text: String) {
        #expect(ComposeParser.variables(in: text).isEmpty)
    }
}
