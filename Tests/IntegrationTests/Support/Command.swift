//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Subprocess
import Testing

/// What a program did.
struct CommandResult: Sendable, CustomStringConvertible {
    var words: [String]
    /// The exit code; 128 and the signal where one ended it.
    var status: Int32
    var output: String
    var error: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    var description: String {
        "`\(words.joined(separator: " "))` ended with \(status)\n--- output\n\(output)--- error\n\(error)---"
    }
}

/// A program didn't do what a test needs from it.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}

/// Runs other programs.
enum Command {
    /// Runs a program to its end, or for so long.
    static func run(
        _ words: [String],
        input: String = "",
        environment: [String: String] = [:],
        timeLimit: Duration = .seconds(120)
    ) async throws -> CommandResult {
        // `env` takes names and paths alike.
        let arguments = environment.map { "\($0.key)=\($0.value)" }.sorted() + words
        return try await withThrowingTaskGroup(of: CommandResult?.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .name("env"),
                    arguments: Arguments(arguments),
                    input: .string(input),
                    output: .string(limit: 16 << 20),
                    error: .string(limit: 1 << 20)
                )
                let status: Int32 =
                    switch result.terminationStatus {
                    case .exited(let code): code
                    case .signaled(let signal): 128 + signal
                    }
                return CommandResult(
                    words: words,
                    status: status,
                    output: result.standardOutput,
                    error: result.standardError
                )
            }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let result = try await group.next(), let result else {
                throw CommandFailure(description: "`\(words.joined(separator: " "))` did not end in \(timeLimit)")
            }
            return result
        }
    }

    /// Runs a program that has to succeed, and returns what it printed.
    @discardableResult
    static func succeed(
        _ words: [String],
        input: String = "",
        timeLimit: Duration = .seconds(120)
    ) async throws -> String {
        let result = try await run(words, input: input, timeLimit: timeLimit)
        guard result.status == 0 else { throw CommandFailure(description: "\(result)") }
        return result.output
    }
}

/// Docker's own client, on a node's engine.
enum Docker {
    @discardableResult
    static func run(on node: String, _ words: String...) async throws -> String {
        try await Command.succeed(
            ["docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: node)] + words,
            timeLimit: .seconds(60)
        )
    }

    /// A field of what the engine knows of a container, as a Go template names it.
    static func inspect(on node: String, _ container: String, _ template: String) async throws -> String {
        let text = try await run(on: node, "inspect", "--format", template, container)
        return text.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// When the engine started a container last, in a form whose order is that of the times.
    static func startTime(of container: ContainerObject) async throws -> String {
        try await time("{{.State.StartedAt}}", of: container)
    }

    /// When a container ended last, in a form whose order is that of the times.
    static func endTime(of container: ContainerObject) async throws -> String {
        try await time("{{.State.FinishedAt}}", of: container)
    }

    private static func time(_ template: String, of container: ContainerObject) async throws -> String {
        // Without the Z, fractions of any length are ordered as texts, too.
        String(try await inspect(on: container.nodeName, container.id, template).dropLast())
    }
}
