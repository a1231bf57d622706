//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

/// The lines of a file that `env_file` names, asked of the service that takes them.
@Suite struct EnvironmentFileTests {
    private func environment(_ file: String) -> [String]? {
        ComposeParser.parse(
            "a: {image: a, env_file: f}",
            application: "a",
            file: "t",
            variables: ["GIVEN": "given"],
            files: ["f": file]
        ).application?.services.first?.environment
    }

    @Test(
        "Lines are read as Compose does",
        arguments: [
            ("A=1", ["A=1"]), ("A = 1 ", ["A=1"]), ("export A=1", ["A=1"]), ("# A=1\n\n  # b\r\nA=1\r\n", ["A=1"]),
            ("A=", ["A="]), ("A=b=c", ["A=b=c"]), ("A=b # c", ["A=b"]), ("A=b#c", ["A=b#c"]), ("A=#c", ["A="]),
            ("A='b # c'", ["A=b # c"]), ("A=\"b # c\" # d", ["A=b # c"]), ("A='$GIVEN'", ["A=$GIVEN"]),
            ("A=$GIVEN", ["A=given"]), ("A=\"${GIVEN}\"", ["A=given"]), ("A=${NONE:-x}", ["A=x"]), ("A=$NONE", ["A="]),
            ("A=1\nB=$A", ["A=1", "B=1"]), ("A=\"a\\nb\"", ["A=a\nb"]), ("A=\"\\$B\"", ["A=$B"]), ("A=$$B", ["A=$B"]),
            ("A='it\"s'", ["A=it\"s"]), ("GIVEN", ["GIVEN=given"]), ("NONE", []), ("", []), ("a.b-c=1", ["a.b-c=1"]),
        ]
    )
    func lines(file: String, expected: [String]) {
        #expect(environment(file) == expected)
    }

    @Test(
        "What is no line is refused, without its text",
        arguments: ["=hunter2", "a hunter2", "A='hunter2", "A=\"hunter2\" x", "A=${hunter2", "\"hunter2\"=1"]
    )
    func refused(file: String) {
        let result = ComposeParser.parse(
            "a: {image: a, env_file: f}",
            application: "a",
            file: "t",
            variables: [:],
            files: ["f": "OK=1\n" + file]
        )
        #expect(result.application == nil)
        #expect(result.problems.count == 1)
        #expect(result.problems.first?.message.contains("f, line 2") ?? false)
        #expect(!result.problems.map(\.description).joined().contains("hunter2"))
    }

    @Test("What all services read of files is bounded")
    func total() {
        let file = String(repeating: "A=\(String(repeating: "x", count: 998))\n", count: 200)
        let services = (1...30).map { "s\($0): {image: a, env_file: f}\n" }.joined()
        let result = ComposeParser.parse(services, application: "a", file: "t", variables: [:], files: ["f": file])
        #expect(result.problems.map(\.line) == [21])
    }

    @Test("A file has a size and a number of lines")
    func limits() {
        #expect(environment(String(repeating: "A=1\n", count: 4_999)) != nil)
        #expect(environment(String(repeating: "A=1\n", count: 5_001)) == nil)
        let doubling = (1...64).map { "A\($0)=$A\($0 - 1)$A\($0 - 1)\n" }.joined()
        #expect(environment("A0=x\n" + doubling) == nil)
        #expect(environment("A=" + String(repeating: "x", count: 256 << 10)) == nil)
    }
}
