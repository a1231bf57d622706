//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@Suite struct ConfigurationSpecTests {
    @Test(arguments: ["a", "9", "shop", "shop-v1.2_x", "配置", String(repeating: "a", count: 32)])
    func names(name: String) throws {
        try ConfigurationSpec(name: ConfigurationName(name)).check()
    }

    @Test(arguments: [
        "", "-a", ".", "..", "_a", "a/b", "a b", "a\n", "é", "a%", String(repeating: "a", count: 33),
    ])
    func whatIsNoNameIsRefused(name: String) {
        let error = #expect(throws: ConfigurationRefusal.self) {
            try ConfigurationSpec(name: ConfigurationName(name)).check()
        }
        #expect(error?.description.hasPrefix("configuration name '") == true)
        #expect(error?.description.hasSuffix("; choose another") == true)
    }

    private func refusal(of variables: [String: String], description: String = "") -> String {
        do throws(ConfigurationRefusal) {
            try ConfigurationSpec(name: "shop", description: description, variables: variables).check()
            return ""
        } catch {
            return error.description
        }
    }

    @Test func theDescriptionIsBounded() {
        #expect(refusal(of: [:], description: String(repeating: "说", count: 128)).isEmpty)
        #expect(
            refusal(of: [:], description: String(repeating: "说", count: 129)).contains("longer than 128 characters")
        )
    }

    @Test(arguments: ["A", "_", "size_2", String(repeating: "a", count: 128)])
    func variableNames(name: String) { #expect(refusal(of: [name: ""]).isEmpty) }

    @Test(arguments: ["", "2a", "a-b", "a b", "é", "a.b", String(repeating: "a", count: 129)])
    func whatIsNoVariableNameIsRefused(name: String) {
        #expect(refusal(of: [name: "secret"]).contains("the variable name '"))
        #expect(!refusal(of: [name: "secret"]).contains("secret"))
    }

    @Test func numberAndSizeAreBounded() {
        var variables = Dictionary(uniqueKeysWithValues: (1...500).map { ("v\($0)", "") })
        #expect(refusal(of: variables).isEmpty)
        variables["one_more"] = ""
        #expect(refusal(of: variables).contains("has 501 variables, more than 500"))
        #expect(refusal(of: ["a": String(repeating: "x", count: (64 << 10) - 1)]).isEmpty)
        #expect(refusal(of: ["a": String(repeating: "x", count: 64 << 10)]).contains("65537 bytes, more than 65536"))
        #expect(refusal(of: ["a": "x\u{0}"]).contains("the value of a has a NUL byte"))
    }
}
