//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Testing

@Suite struct FileReferenceTests {
    @Test("The files that a template names come each once, in order")
    func references() {
        let text = """
            services:
              a:
                env_file: one.env
              b:
                env_file: [two.env, {path: "$DIR/three.env", required: false}, one.env, {path: four.env}, {path: $NONE}]
              c:
                env_file: [{path: four.env, required: false}]
            secrets:
              d: {file: ./key}
              e: {environment: KEY}
            configs:
              f: {file: ./conf}
              g: text
            """
        let references = ComposeParser.references(in: text, variables: ["DIR": "/etc"])
        #expect(references.map(\.path) == ["one.env", "two.env", "/etc/three.env", "four.env", "./key", "./conf"])
        #expect(references.map(\.line) == [3, 5, 5, 5, 9, 12])
        #expect(references.map(\.isRequired) == [true, true, false, true, true, true])
        #expect(ComposeParser.references(in: "services: [", variables: [:]).isEmpty)
        #expect(ComposeParser.references(in: "a: {image: a, env_file: a.env}", variables: [:]).map(\.path) == ["a.env"])
    }

    @Test("The variables of a template are also those that secrets come from")
    func variables() {
        let text = "services: {a: {image: a}}\nsecrets: {b: {environment: KEY}}\n"
        #expect(ComposeParser.variables(in: text).map(\.name) == ["KEY"])
    }
}
