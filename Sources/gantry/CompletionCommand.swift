//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser

/// `gantry completion`: the script that lets a shell complete gantry's commands.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the script that lets a shell complete gantry's commands.",
        discussion: "For bash: source <(gantry completion bash)"
    )

    @Argument(help: "bash, zsh or fish.") var shell: String

    func run() throws {
        guard let shell = CompletionShell(rawValue: shell) else {
            throw ValidationError("'\(shell)' is no shell that can be helped; use bash, zsh or fish")
        }
        print(Gantry.completionScript(for: shell))
    }
}
