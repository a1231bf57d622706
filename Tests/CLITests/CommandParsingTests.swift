//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import Testing

@testable import CLI

@Suite struct CommandParsingTests {
    @Test(arguments: ["shop_web", "shop_web=", "shop_web=many", "shop_web=-1", "=3", "shop_web=1=2"])
    func aScaleThatIsNoneIsRefusedBeforeAnyCall(text: String) async throws {
        let command = try #require(
            try ServiceCommand.parseAsRoot(["scale", "other_db=1", text]) as? ServiceCommand.Scale
        )
        let error = await #expect(throws: CLIError.self) { try await command.run() }
        #expect(error?.description == "'\(text)': is no APPLICATION_SERVICE=N; write for example wordpress_web=5")
    }

    @Test func aScaleOfNothingShowsTheUsage() {
        let error = #expect(throws: (any Error).self) { try ServiceCommand.parseAsRoot(["scale"]) }
        let message = error.map { ServiceCommand.fullMessage(for: $0) } ?? ""
        #expect(message.contains("gantry service scale APPLICATION_SERVICE=N"))
    }

    @Test func execHandsOnEverythingBehindTheContainer() throws {
        let command = try ExecCommand.parse(["-it", "-e", "A=1", "shop_web_1", "ls", "-l", "--all", "-e"])
        #expect(command.interactive && command.tty)
        #expect(command.env == ["A=1"])
        #expect(command.container == "shop_web_1")
        #expect(command.command == ["ls", "-l", "--all", "-e"])
    }

    @Test func execWithoutACommandIsRefused() {
        #expect(throws: (any Error).self) { try ExecCommand.parse(["shop_web_1"]) }
    }

    @Test func deployTakesItsOptions() throws {
        let command = try AppDeploy.parse([
            "shop", "-f", "shop.yml", "-e", "A=1", "--config", "one", "--config", "two", "--version", "2",
            "--latest-image", "-d", "--timeout", "5",
            "--cluster", "test", "-o", "json",
        ])
        #expect(command.name == "shop")
        #expect(command.template.file == "shop.yml")
        #expect(command.template.variables == ["A=1"])
        #expect(command.template.configurations == ["one", "two"])
        #expect(command.version == "2")
        #expect(command.latestImage && command.detach)
        #expect(command.timeout == 5)
        #expect(command.options.cluster == "test")
        #expect(command.options.output == .json)
        #expect(throws: (any Error).self) { try AppDeploy.parse(["shop"]) }
        #expect(throws: (any Error).self) { try AppDeploy.parse(["shop", "-f", "x", "-o", "xml"]) }
    }

    @Test(arguments: [
        (["--cluster", "test", "ls"], ["ls", "--cluster", "test"]),
        (["-q", "--cluster=test", "-o", "json", "ls", "-a"], ["ls", "-q", "--cluster=test", "-o", "json", "-a"]),
        (["ls", "-q"], ["ls", "-q"]),
        (["--no-color", "nothing"], ["--no-color", "nothing"]),
        (["--unknown", "ls"], ["--unknown", "ls"]),
        (["--cluster"], ["--cluster"]),
        ([], []),
    ])
    func globalOptionsMayLead(typed: [String], placed: [String]) {
        #expect(GlobalArguments.placed(typed, in: AppCommand.self) == placed)
    }

    @Test func deployTakesWhatAnUpdateDoes() throws {
        let command = try AppDeploy.parse([
            "shop", "-f", "x", "--update-method", "blue-green", "--on-failure", "rollback", "--reschedule",
            "--update-limit", "20",
        ])
        #expect(command.updateMethod == "blue-green")
        #expect(command.onFailure == "rollback")
        #expect(command.updateLimit == 20)
        #expect(command.reschedule)
    }

    @Test func weightsAreRead() throws {
        #expect(try AppWeight.parse(["web=0", "green=100"]) == ["web": 0, "green": 100])
        for text in ["web", "web=", "=3", "web=101", "web=-1", "web=1=2"] {
            #expect(throws: CLIError.self, "\(text)") { try AppWeight.parse([text]) }
        }
    }

    @Test func everyCommandExplainsItself() {
        for command in GantryGroups.access + GantryGroups.resources + GantryGroups.containers { check(command) }
    }

    private func check(_ command: any ParsableCommand.Type) {
        #expect(!command.configuration.abstract.isEmpty, "\(command)")
        for subcommand in command.configuration.subcommands { check(subcommand) }
    }
}
