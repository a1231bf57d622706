//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import ArgumentParser
import LocalCluster

/// `gantry local`: a cluster of several real Docker Engines on this one machine.
package struct LocalCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "local",
        abstract: "Run a cluster of several real Docker Engines on this machine.",
        subcommands: [
            LocalUpCommand.self, LocalDownCommand.self, LocalStatusCommand.self, LocalStopCommand.self,
            LocalStartCommand.self, LocalCutCommand.self, LocalHealCommand.self, LocalSuperviseCommand.self,
        ]
    )

    /// Creates the command for parsing.
    package init() {}
}

/// Options that every local command has.
struct LocalOptions: ParsableArguments {
    @Option(help: "Where the cluster's state is kept (GANTRY_LOCAL_DIR).")
    var stateDir: String =
        HostEnvironment.value("GANTRY_LOCAL_DIR") ?? LocalClusterNames.defaultStateDirectory

    /// A manager of the cluster that is there.
    func manager() throws -> LocalClusterManager {
        try LocalClusterManager.checkMachine()
        return try LocalClusterManager(stateDirectory: stateDir, say: LocalOutput.say)
    }
}

/// How local commands speak: a plain line for each step.
enum LocalOutput {
    @Sendable static func say(_ line: String) { print(line) }
}

/// The path of this program, which the supervisor is started from.
func ownProgram() throws -> String {
    guard let program = HostEnvironment.ownProgram else {
        throw LocalClusterError(
            "gantry",
            "its own file can't be found through /proc/self/exe",
            remedy: "run it where /proc is mounted"
        )
    }
    return program
}
