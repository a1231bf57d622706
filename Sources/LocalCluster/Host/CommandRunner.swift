//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Subprocess

/// Runs other programs.
package struct CommandRunner: Sendable {
    /// A runner of commands with this process's environment.
    package init() {}

    /// Runs a command to its end and returns what it printed.
    ///
    /// - Throws: an error with the command's own words when it failed and was not allowed to.
    @discardableResult
    func run(_ command: ShellCommand) async throws -> String {
        let result = try await execute(command)
        guard result.isSuccess || command.mayFail else {
            throw LocalClusterError(
                command.program,
                result.error.isEmpty ? "\(result.status)" : "\(result.error) (\(result.status))",
                remedy: "the command was: \(command)"
            )
        }
        return result.output
    }

    /// Whether a command succeeds.
    func succeeds(_ command: ShellCommand) async throws -> Bool {
        try await execute(command).isSuccess
    }

    /// Does what is not done yet of some steps.
    func carryOut(_ steps: [PlanStep]) async throws {
        for step in steps {
            if let check = step.check, try await succeeds(check) { continue }
            for command in step.commands {
                try await run(command)
            }
        }
    }

    private struct Outcome {
        let isSuccess: Bool
        let status: String
        let output: String
        let error: String
    }

    private func execute(_ command: ShellCommand) async throws -> Outcome {
        var additions: [Environment.Key: String?] = [:]
        for (name, value) in command.environment { additions[Environment.Key(stringLiteral: name)] = value }
        // The library looks names up and takes paths only as a type of another package; `env` takes both.
        let isPath = command.program.contains("/")
        do {
            let result = try await Subprocess.run(
                .name(isPath ? "env" : command.program),
                arguments: Arguments((isPath ? [command.program] : []) + command.arguments),
                environment: .inherit.updating(Self.environment).updating(additions),
                input: .string(command.input ?? ""),
                output: .string(limit: 1 << 20),
                error: .string(limit: 1 << 20)
            )
            return Outcome(
                isSuccess: result.terminationStatus.isSuccess,
                status: "\(result.terminationStatus)",
                output: result.standardOutput,
                error: result.standardError.lastLines(10)
            )
        } catch let error as SubprocessError {
            throw LocalClusterError(
                command.program,
                "it can't be run: \(error)",
                remedy: "the command was: \(command)"
            )
        }
    }

    /// System programs are found whatever the user's PATH is, and speak the language their output is read in.
    private static let environment: [Environment.Key: String?] = [
        "PATH": (path.map { $0 + ":" } ?? "") + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
    ]

    private static let path = HostEnvironment.value("PATH")

    /// Whether a program is found, the way `run` looks for it.
    func isInstalled(_ program: String) -> Bool {
        let folders = (Self.path ?? "").split(separator: ":") + ["/usr/local/sbin", "/usr/sbin", "/usr/bin", "/sbin"]
        return folders.contains { HostFiles.exists("\($0)/\(program)") }
    }
}

extension String {
    /// The last lines of a text, trimmed of empty ones at the end.
    func lastLines(_ count: Int) -> String {
        split(separator: "\n").suffix(count).joined(separator: "\n")
    }
}
