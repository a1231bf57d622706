//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser
import FoundationEssentials
import Testing

@testable import CLI

@Suite struct TemplateOptionsTests {
    @Test func valuesComeFromTheFileThenFromTheFlags() throws {
        try withFiles(
            template: "web:\n  image: nginx\n",
            environment: "# a comment\n\nA=1\r\n  B=two = 2\nC=\nD=file\n"
        ) { template, environment in
            let options = try TemplateOptions.parse([
                "-f", template, "--env-file", environment, "-e", "D=flag", "--env", "E=",
            ])
            let request = try options.request(name: "shop")
            #expect(request.name == "shop")
            #expect(request.template == "web:\n  image: nginx\n")
            #expect(request.file == template)
            #expect(request.environment == ["A": "1", "B": "two = 2", "C": "", "D": "flag", "E": ""])
        }
    }

    @Test func aNameAloneTakesTheShellsValue() throws {
        let (name, value) = try #require(Environment.variables.first { !$0.key.contains("=") && !$0.key.isEmpty })
        try withFiles(template: "", environment: "") { template, _ in
            let request = try TemplateOptions.parse(["-f", template, "-e", name]).request(name: "shop")
            #expect(request.environment == [name: value])
        }
    }

    @Test(arguments: ["GANTRY_NO_SUCH_VARIABLE", "=value"])
    func whatIsNoVariableIsRefused(text: String) throws {
        try withFiles(template: "", environment: text + "\n") { template, environment in
            let error = #expect(throws: CLIError.self) {
                try TemplateOptions.parse(["-f", template, "-e", text]).request(name: "shop")
            }
            #expect(error?.description.hasPrefix("-e: '\(text)' is no KEY=VALUE") ?? false)
            let other = #expect(throws: CLIError.self) {
                try TemplateOptions.parse(["-f", template, "--env-file", environment]).request(name: "shop")
            }
            #expect(other?.description.hasPrefix("\(environment): ") ?? false)
        }
    }

    @Test func aFileThatIsNoTemplateIsNamed() throws {
        let missing = #expect(throws: CLIError.self) {
            try TemplateOptions.parse(["-f", "/nowhere/shop.yml"]).request(name: "shop")
        }
        #expect(missing?.description.hasPrefix("/nowhere/shop.yml: can't be read") ?? false)
        try withFiles(template: String(repeating: "a", count: (1 << 20) + 1), environment: "") { template, _ in
            #expect(throws: CLIError.self) { try TemplateOptions.parse(["-f", template]).request(name: "shop") }
        }
        #expect(throws: (any Error).self) { try TemplateOptions.parse([]) }
    }

    @Test func filesThatTheTemplateNamesComeAlong() throws {
        let template = "services: {web: {image: a, env_file: [shop.env, {path: $NONE, required: false}]}}\n"
        try withFiles(template: template, environment: "A=1\n") { template, _ in
            let request = try TemplateOptions.parse(["-f", template, "-e", "NONE=absent"]).request(name: "shop")
            #expect(request.files == ["shop.env": "A=1\n"])
        }
    }

    @Test(arguments: [
        ("absent.env", "there is no such file"), (".", "is no file"), ("/dev/zero", "is no file"),
    ])
    func aFileThatCannotComeAlongIsNamed(path: String, message: String) throws {
        let template = "services:\n  web:\n    image: a\n    env_file: \(path)\n"
        try withFiles(template: template, environment: "") { template, _ in
            let error = #expect(throws: CLIError.self) {
                try TemplateOptions.parse(["-f", template]).request(name: "shop")
            }
            #expect(error?.description.hasPrefix("\(template):4: ") ?? false)
            #expect(error?.description.contains(message) ?? false)
        }
    }

    @Test func aFileThatIsTooLongOrNoTextIsRefused() throws {
        let template = "services:\n  web:\n    image: a\n    env_file: shop.env\n"
        let long = String(repeating: "a", count: TemplateFileReader.maximumBytes + 1)
        for (content, message) in [(long, "more than"), ("a\u{0}b", "not UTF-8 text")] {
            try withFiles(template: template, environment: content) { template, _ in
                let error = #expect(throws: CLIError.self) {
                    try TemplateOptions.parse(["-f", template]).request(name: "shop")
                }
                #expect(error?.description.contains(message) ?? false)
            }
        }
    }

    private func withFiles(template: String, environment: String, _ body: (String, String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/gantry-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [("shop.yml", template), ("shop.env", environment)] {
            try #require(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(text.utf8)))
        }
        try body("\(folder)/shop.yml", "\(folder)/shop.env")
    }
}
