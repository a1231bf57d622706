//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// Docker's own clients against the cluster's endpoint, as one big engine.
enum ClusterDocker {
    /// The environment with which every client of Docker's finds the cluster.
    static func environment() async throws -> [String: String] {
        let (host, folder) = try await access.value
        return [
            "DOCKER_HOST": host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder, "DOCKER_CONFIG": folder,
            "DOCKER_BUILDKIT": "0",
            // Python's library takes the environment's word for more than its own.
            "REQUESTS_CA_BUNDLE": folder + "/ca.pem", "CURL_CA_BUNDLE": folder + "/ca.pem",
        ]
    }

    /// The endpoint's address and a folder with a certificate for it, fetched once for all tests.
    private static let access = Task {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-docker-\(getpid())").path
        try await Gantry.succeed("cluster", "certs", "local", "--dir", folder)
        let script = try String(contentsOfFile: folder + "/env.sh", encoding: .utf8)
        let line = try #require(script.split(separator: "\n").first { $0.contains("DOCKER_HOST=") }, "\(script)")
        let value = line.drop { $0 != "=" }.dropFirst().filter { $0 != "\"" && $0 != "'" }
        return (host: String(value), folder: folder)
    }

    /// Runs a program that speaks to the cluster.
    static func run(
        _ words: [String],
        input: String = "",
        timeLimit: Duration = .seconds(90)
    ) async throws -> CommandResult {
        try await Command.run(words, input: input, environment: environment(), timeLimit: timeLimit)
    }

    /// Runs `docker`.
    static func docker(_ words: String..., input: String = "") async throws -> CommandResult {
        try await run(["docker"] + words, input: input)
    }

    /// Runs `docker`, which has to succeed; what it printed, without the last line's end.
    @discardableResult
    static func succeed(_ words: String..., input: String = "") async throws -> String {
        let result = try await run(["docker"] + words, input: input)
        guard result.status == 0 else { throw CommandFailure(description: "\(result)") }
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// Removes containers whatever state they are in, and waits for nothing that isn't there.
    static func remove(_ containers: String...) async {
        for container in containers { _ = try? await run(["docker", "rm", "--force", "--volumes", container]) }
    }
}
