//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser

/// Lets the global options stand before the command, too: `gantry --cluster test ps`.
package enum GlobalArguments {
    private static let flags: Set<String> = ["-q", "--quiet", "--no-color"]
    private static let options: Set<String> = ["--context", "--server", "--cluster", "-o", "--output"]

    /// The arguments with the global options that lead them put behind the command, where the parser looks for them.
    ///
    /// - Parameters:
    ///   - arguments: What follows the program's name.
    ///   - root: The program's command, with all others below it.
    /// - Returns: The arguments for the parser.
    package static func placed(_ arguments: [String], in root: any ParsableCommand.Type) -> [String] {
        var start = arguments.startIndex
        while start < arguments.endIndex {
            let argument = arguments[start]
            let name = String(argument.prefix { $0 != "=" })
            if flags.contains(argument) || options.contains(name) && name != argument {
                start += 1
            } else if options.contains(argument), start + 1 < arguments.endIndex {
                start += 2
            } else {
                break
            }
        }
        var end = start
        var command: any ParsableCommand.Type = root
        while end < arguments.endIndex, let next = subcommand(arguments[end], of: command) {
            command = next
            end += 1
        }
        // Without a command the parser is to say what is wrong with what was typed.
        guard start > arguments.startIndex, end > start else { return arguments }
        return Array(arguments[start..<end] + arguments[..<start] + arguments[end...])
    }

    private static func subcommand(
        _ name: String,
        of command: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        let configuration = command.configuration
        let all = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        return all.first { $0._commandName == name || $0.configuration.aliases.contains(name) }
    }
}
