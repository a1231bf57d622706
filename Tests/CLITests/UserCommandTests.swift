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

@Suite struct UserCommandTests {
    private func file(_ text: String) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "gantry-" + UUID().uuidString)
        try Data(text.utf8).write(to: url)
        return url.path()
    }

    @Test func onlyWhatIsGivenChanges() throws {
        let change = try UserCommand.Set.parse(["ann", "--role", "operator"]).change()
        #expect(change.role == "operator" && change.policies == nil && change.disabled == nil)
        #expect(try UserCommand.Set.parse(["ann", "--disable"]).change().disabled == true)
        #expect(try UserCommand.Set.parse(["ann", "--enable"]).change().disabled == false)
        #expect(try UserCommand.Set.parse(["ann", "--no-policies"]).change().policies == [])
        #expect(throws: (any Error).self) { try UserCommand.Set.parse(["ann"]) }
        #expect(throws: (any Error).self) { try UserCommand.Set.parse(["ann", "--enable", "--disable"]) }
        #expect(throws: (any Error).self) { try UserCommand.Set.parse(["ann", "--no-policies", "--policy", "x"]) }
    }

    @Test func policiesComeFromFiles() throws {
        let path = try file(#"{"Version": "1", "Statement": []}"#)
        let other = try file("Version: 1")
        defer { for path in [path, other] { try? FileManager.default.removeItem(atPath: path) } }
        let policies = try UserCommand.Set.parse(["ann", "--policy", path, "--policy", path]).change().policies
        #expect(policies == [["Version": "1", "Statement": []], ["Version": "1", "Statement": []]])
        let error = #expect(throws: CLIError.self) { try UserCommand.Set.parse(["ann", "--policy", other]).change() }
        #expect(error?.description.hasPrefix("\(other): is no JSON") == true)
    }

    @Test(arguments: [("secret\nmore", "secret"), ("secret", "secret"), ("secret\r\n", "secret"), ("", "")])
    func aPasswordIsTheFirstLineOfItsFile(text: String, password: String) throws {
        let path = try file(text)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try PasswordInput.read(file: path, prompt: "") == password)
        #expect(try PasswordInput.readNew(file: path, prompt: "") == password)
    }

    @Test func passwordsAreNoArguments() {
        #expect(throws: (any Error).self) { try UserCommand.Create.parse(["ann", "secret"]) }
        #expect(throws: (any Error).self) { try UserCommand.Create.parse(["ann", "--password", "secret"]) }
    }

    @Test func anEmptyNameIsRefusedBeforeAnyCall() {
        #expect(throws: CLIError.self) { try UserCall.path("") }
        #expect(throws: Never.self) { try UserCall.path("ann@example.com") }
    }

    @Test func aListShowsRolesAndState() {
        var user = UserObject(name: "ann", role: "operator", created: "2026-01-01T00:00:00.000000000Z")
        user.disabled = true
        #expect(user.row(TerminalStyle(noColor: true)) == ["ann", "operator", "0", "disabled", "2026-01-01T00:00:00"])
    }
}
