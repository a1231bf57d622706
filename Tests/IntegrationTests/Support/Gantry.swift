//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// The `gantry` command, as users type it.
enum Gantry {
    @discardableResult
    static func run(
        _ words: String...,
        input: String = "",
        timeLimit: Duration = .seconds(120)
    ) async throws -> CommandResult {
        try await Command.run([program] + words, input: input, timeLimit: timeLimit)
    }

    /// A command that has to succeed; returns what it printed.
    @discardableResult
    static func succeed(
        _ words: String...,
        input: String = "",
        timeLimit: Duration = .seconds(120)
    ) async throws -> String {
        try await Command.succeed([program] + words, input: input, timeLimit: timeLimit)
    }

    /// What a command prints with `-o json`.
    static func json<Value: Decodable>(_ type: Value.Type, _ words: String...) async throws -> Value {
        let text = try await Command.succeed([program] + words + ["-o", "json"])
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// What a command prints with `-o json` that ends with another code than 0.
    static func json<Value: Decodable>(_ type: Value.Type, status: Int32, _ words: String...) async throws -> Value {
        let result = try await Command.run([program] + words + ["-o", "json"])
        guard result.status == status else { throw CommandFailure(description: "\(result)") }
        return try JSONDecoder().decode(type, from: Data(result.output.utf8))
    }

    static var program: String { (TestEnvironment.programs ?? "") + "/gantry" }

    static func hosts() async throws -> [APITypes.Host] { try await json([APITypes.Host].self, "node", "ls") }

    /// The containers of an application that the server knows, stopped ones too, by name.
    static func containers(of application: String) async throws -> [ContainerObject] {
        try await json([ContainerObject].self, "ps", "--all")
            .filter { $0.project == application }
            .sorted { $0.name < $1.name }
    }
}

extension ContainerObject {
    /// The name without its slash.
    var plainName: String { String(name.drop { $0 == "/" }) }
}
