//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Agent
import ArgumentParser
import Model

@main
struct GantryAgent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gantry-agent",
        abstract: "The part of Gantry that runs on each node.",
        version: GantryVersion.current,
        subcommands: [
            JoinCommand.self, AgentCommand.self, RouterCommand.self, BalancerCommand.self, ProxyCommand.self,
            VersionCommand.self,
        ]
    )
}

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the version."
    )

    func run() async throws {
        print("gantry-agent", GantryVersion.current)
    }
}
