//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

@Suite struct ImageReferenceTests {
    private func isValid(_ image: String) -> Bool {
        let text = "a: {image: \"\(image)\"}"
        return ComposeParser.parse(text, application: "a", file: "f", variables: [:]).application != nil
    }

    @Test(
        "Images are named as Docker names them",
        arguments: [
            "nginx", "nginx:1.27", "library/nginx", "a/b/c/d:tag", "localhost/a", "localhost:5000/a:b",
            "registry.example.com/team/app", "10.0.0.1:5000/a", "a__b/c.d-e--f", "Registry/a", "a:_x",
            "a@sha256:0123456789abcdef0123456789abcdef",
            "a:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ]
    )
    func valid(image: String) { #expect(isValid(image)) }

    @Test(
        "Anything else is refused",
        arguments: [
            "", " ", "Nginx", "nginx:", ":tag", "a//b", "/a", "a/", "a:b:c", "a b", "-a", "a-", "a..b", "a___b", "a_-b",
            "host:port/a", "host:99999/a", "a:-x", "a@sha256:xyz", "a@", "a@sha256:0123", "http://a/b", "a:ü", "ä",
            String(repeating: "a", count: 256), "a:" + String(repeating: "a", count: 129),
        ]
    )
    func invalid(image: String) { #expect(!isValid(image)) }
}
