//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

/// `gantry app confirm`: ends a blue-green release in favour of the new version.
struct AppConfirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm a blue-green release: the new services get all visitors, the old ones go."
    )

    @Argument(help: "The application's name.") var name: String
    @Flag(help: "Although the new services don't all run.") var force = false
    @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
    @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds")) var timeout = 300
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client)
            try await client.call(
                "POST",
                "\(path)/projects/\(PercentEncoding.encode(name))/confirm-update?force=\(force)"
            )
            guard !detach else { return }
            try await DeployProgress(client: client, path: path, name: name, options: options).run(seconds: timeout)
        }
    }
}

/// `gantry app weight`: which part of the visitors the services of a blue-green release get.
struct AppWeight: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weight",
        abstract: "Set which part of the visitors the services of a blue-green release get.",
        usage: "gantry app weight NAME SERVICE=WEIGHT …"
    )

    @Argument(help: "The application's name.") var name: String
    @Argument(help: "SERVICE=WEIGHT, from 0 to 100; equal weights are equal parts.") var weights: [String]
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let wanted = try Self.parse(weights)
        _ = try await options.withClient { client in
            let path = try await options.clusterPath(client)
            let call = "\(path)/projects/\(PercentEncoding.encode(name))/weights"
            return try await client.call("POST", call, json: wanted)
        }
    }

    static func parse(_ texts: [String]) throws -> [String: Int] {
        var weights: [String: Int] = [:]
        for text in texts {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let weight = Int(parts[1]), (0...100).contains(weight) else {
                throw CLIError("'\(text)': is no SERVICE=WEIGHT; write for example web-green=50, from 0 to 100")
            }
            weights[String(parts[0])] = weight
        }
        return weights
    }
}
