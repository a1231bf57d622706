//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import CLI
import Model

@main
struct Gantry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gantry",
        abstract: "A container service for your own machines.",
        discussion: "Start with `gantry local up`, or see `gantry help app deploy`.",
        version: GantryVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Programs",
                subcommands: [
                    ServerCommand.self, AgentForward.self, RouterForward.self, VersionCommand.self,
                    CompletionCommand.self,
                ]
            ),
            CommandGroup(name: "Local cluster", subcommands: [LocalCommand.self]),
            CommandGroup(name: "Access", subcommands: GantryGroups.access),
            CommandGroup(name: "Resources", subcommands: GantryGroups.resources),
            CommandGroup(name: "Containers", subcommands: GantryGroups.containers),
        ]
    )

    /// As the library's, but for failures of ours, which are printed as every command prints them.
    static func main() async {
        StandardOutput.flushLines()
        do {
            let arguments = GlobalArguments.placed(Array(CommandLine.arguments.dropFirst()), in: Self.self)
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if ErrorPrinter.isOurs(error) {
                ErrorPrinter.print(error)
                exit(withError: ExitCode.failure)
            }
            exit(withError: error)
        }
    }
}
