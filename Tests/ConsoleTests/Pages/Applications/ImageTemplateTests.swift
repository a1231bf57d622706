//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Console

@Suite struct ImageTemplateTests {
    @Test func whatIsTypedStaysText() {
        var template = ImageTemplate()
        template.image = "x\"\nprivileged: true"
        template.environment = ["A=$HOME\\n", "B=\u{1}"]
        let lines = template.text.split(separator: "\n")
        #expect(lines.contains(#"  image: "x\"\nprivileged: true""#))
        #expect(lines.contains(#"    - "A=$$HOME\\n""#))
        #expect(lines.contains(#"    - "B=\x01""#))
    }

    @Test func whatIsLeftOutIsNotWritten() {
        var template = ImageTemplate()
        template.image = "nginx"
        #expect(
            template.text == """
                web:
                  image: "nginx"
                  restart: "always"
                  labels:
                    aliyun.scale: "1"

                """
        )
        template.isGlobal = true
        template.isPrivileged = true
        #expect(template.text.contains("  privileged: true\n"))
        #expect(template.text.contains("    aliyun.global: \"true\"\n"))
    }
}
