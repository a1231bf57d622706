//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Compose
import Model
import Testing

/// Labels for proxies of the users' own, whose names may be written in any case.
@Suite struct ProxyLabelTests {
    private func problems(_ labels: String...) -> [String] {
        let lines = labels.map { "    aliyun.proxy.\($0)\n" }.joined()
        let text = "web:\n  image: nginx\n  expose: [80]\n  labels:\n" + lines
        let result = ComposeParser.parse(text, application: "shop", file: "f", variables: [:])
        return result.problems.map { "\($0.key): \($0.message)" }
    }

    @Test(arguments: [
        "VIRTUAL_HOST: a.com", "virtual_host: a.com", "Virtual_Host: a.com", "required: 'true'", "REQUIRED: 'true'",
        "extra_settings: timeout server 9s",
    ])
    func namesAreKnownInAnyCase(label: String) {
        #expect(problems(label) == [])
    }

    @Test(arguments: [
        ("virtual_host: 'a b'", "\"a b\" is not valid"), ("tcp_ports: x", "\"x\" is not valid"),
        ("balance: ''", "the text is empty"), ("cookie: \"a\\nb\"", "the value has a line end"),
        ("nothing: 1", "the label \"aliyun.proxy.nothing\" is not known"),
    ])
    func whatIsWrongIsNamedAsItIsWritten(label: String, message: String) throws {
        let problem = try #require(problems(label).first)
        let name = label.prefix { $0 != ":" }
        #expect(problem.hasPrefix("web.labels.aliyun.proxy.\(name): \(message)"), "\(problem)")
    }

    @Test func aSettingIsThereOnce() {
        #expect(
            problems("VIRTUAL_HOST: a.com", "virtual_host: b.com") == [
                "web.labels.aliyun.proxy.virtual_host: the service has the label aliyun.proxy.VIRTUAL_HOST, "
                    + "which is the same one"
            ]
        )
    }
}
