//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import CLI

@Suite struct VariableTextTests {
    @Test func whatIsWrittenIsReadAsItWas() throws {
        let variables = [
            "A": "", "B": "two = 2", "C": " blank ", "D": "a\nb\r\n", "E": "\"quoted\"", "F": "#1", "G": "a \"b\" $c",
            "H": "{", "I": "ü/\u{2028}",
        ]
        let text = try VariableText.text(of: variables)
        #expect(text.hasPrefix("A=\nB=two = 2\nC= blank \nD=\"a\\nb\\r\\n\"\nE="))
        #expect(try VariableText.variables(in: text, file: "x") == variables)
        #expect(try VariableText.variables(in: "", file: "x") == [:])
    }

    @Test func commentsAndJSONAreTaken() throws {
        let text = "# first\r\n\n  A=1 # no comment\r\n\t#B=2\nC=\"two\\nlines\"\n"
        #expect(try VariableText.variables(in: text, file: "x") == ["A": "1 # no comment", "C": "two\nlines"])
        #expect(try VariableText.variables(in: "\n{\"A\": \"1\"}\n", file: "x") == ["A": "1"])
    }

    @Test(arguments: [
        ("A=1\nsecret\n", "x.env:2: is no NAME=value"), ("=secret", "x.env:1: is no NAME=value"),
        ("A=1\nA=secret", "x.env:2: there is a value for A already"),
        ("\n\nA=\"secret", "x.env:3: A: begins with a double quote"),
        ("{\"A\": 1}", "x.env: begins with { and is no JSON object of strings"),
    ])
    func whatCannotBeReadIsRefusedByLine(text: String, message: String) {
        let error = #expect(throws: CLIError.self) { try VariableText.variables(in: text, file: "x.env") }
        #expect(error?.description.hasPrefix(message) == true)
        #expect(error?.description.contains("secret") == false)
    }
}
