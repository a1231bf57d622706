//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser

/// `gantry context`: the servers that this user logged in to.
package struct ContextCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "context",
        abstract: "The servers you logged in to.",
        subcommands: [List.self, Use.self, Remove.self]
    )

    package init() {}

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the contexts.")

        func run() throws {
            let file = try ContextFile.load()
            let rows = file.contexts.sorted { $0.name < $1.name }.map { context in
                [context.name == file.current ? "*" : "", context.name, context.server, context.cluster ?? ""]
            }
            print(Table(["", "NAME", "SERVER", "CLUSTER"], rows).text)
        }
    }

    struct Use: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "use", abstract: "Make a context the current one.")

        @Argument var name: String

        func run() throws {
            var file = try ContextFile.load()
            guard file.contexts.contains(where: { $0.name == name }) else {
                throw CLIError("context \(name): there is none of this name; `gantry context ls` lists them")
            }
            file.current = name
            try file.save()
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Forget a context.")

        @Argument var name: String

        func run() throws {
            var file = try ContextFile.load()
            guard file.contexts.contains(where: { $0.name == name }) else {
                throw CLIError("context \(name): there is none of this name; `gantry context ls` lists them")
            }
            file.contexts.removeAll { $0.name == name }
            if file.current == name { file.current = nil }
            try file.save()
        }
    }
}
