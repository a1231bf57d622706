//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText
import Model

/// `gantry app versions`: what was deployed of an application, the last first.
struct AppVersions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract: "List the versions of an application that are kept, the last deployed first."
    )

    @Argument(help: "The application's name.") var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let versions = try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/\(PercentEncoding.encode(name))/versions"
            return try await client.decode([VersionObject].self, "GET", path)
        }
        try Output.list(versions, options)
    }
}

/// `gantry app rollback`: deploys an earlier version as it was, and shows how that goes.
struct AppRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Deploy an earlier version of an application again, as it was; or take a blue-green release back."
    )

    @Argument(help: "The application's name.") var name: String
    @Argument(help: "The version; the one before the one that runs when left out.") var version: String?
    @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
    @Option(help: ArgumentHelp("How long to wait for it to run.", valueName: "seconds")) var timeout = 600
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client)
            let query = version.map { "?version=" + PercentEncoding.encode($0) } ?? ""
            try await client.call("POST", "\(path)/projects/\(PercentEncoding.encode(name))/rollback-update" + query)
            guard !detach else { return }
            try await DeployProgress(client: client, path: path, name: name, options: options).run(seconds: timeout)
        }
    }
}

extension VersionObject: Listable {
    package static var headings: [String] { ["VERSION", "DEPLOYED", "BY", "HOW", "IMAGES"] }
    package static var wideHeadings: [String] { ["CONFIGURATIONS", "DESCRIPTION"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let how =
            switch cause {
            case "redeploy": "redeployed"
            case "rollback": "rolled back to"
            case "failedUpdate": style.paint("rolled back to, as the next one failed", .yellow)
            default: "deployed"
            }
        return [
            isCurrent ? style.paint(version + " (runs)", .green) : version, String(deployed.prefix(19)), user, how,
            images.joined(separator: ","),
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] {
        [configurations.map { "\($0.name) (version \($0.version))" }.joined(separator: ","), description]
    }

    package var listName: String { version }
}
