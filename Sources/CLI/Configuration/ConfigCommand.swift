//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry config`: named values for the variables of templates.
package struct ConfigCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Configuration items: named values for the variables of templates.",
        discussion: "Applications take them with `gantry app deploy --config NAME`, and their changes with "
            + "`gantry app redeploy`. The clusters of a region share them.",
        subcommands: [
            List.self, Create.self, Inspect.self, Set.self, Edit.self, Versions.self, Rollback.self, Remove.self,
        ]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the configuration items.")

        @Argument(help: "Only names with this in them.") var filter: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let query = filter.map { "?q=" + PercentEncoding.encode($0) } ?? ""
            let items = try await options.withClient { client in
                try await client.decode(
                    [ConfigurationObject].self,
                    "GET",
                    try await options.clusterPath(client) + "/configurations" + query
                )
            }
            try Output.list(items, options)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Show a configuration item with its values and who uses it."
        )

        @Argument var name: String
        @Option(help: "An earlier version of it.") var version: Int?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let item = try await options.withClient { client in
                try await ConfigCall.get(name, version: version, client, try await options.clusterPath(client))
            }
            try Output.object(item, options)
        }
    }

    struct Versions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "versions",
            abstract: "List the versions of a configuration item that are kept, the last one first."
        )

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let versions = try await options.withClient { client in
                let path = ConfigCall.path(name, try await options.clusterPath(client)) + "/versions"
                return try await client.decode([ConfigurationVersionObject].self, "GET", path)
            }
            try Output.list(versions, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a configuration item with its versions."
        )

        @Argument var name: String
        @Flag(help: "Even when applications use it: they can't be redeployed as they are then.") var force = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let path = ConfigCall.path(name, try await options.clusterPath(client))
                try await client.call("DELETE", path + "?force=\(force)")
            }
        }
    }
}

/// Calls about one configuration item.
enum ConfigCall {
    static func path(_ name: String, _ cluster: String) -> String {
        cluster + "/configurations/" + PercentEncoding.encode(name)
    }

    static func get(
        _ name: String,
        version: Int? = nil,
        _ client: APIClient,
        _ cluster: String
    ) async throws -> ConfigurationObject {
        // Without a name the path would be that of all.
        guard !name.isEmpty else {
            throw CLIError("configuration name: is empty; `gantry config ls` lists those there are")
        }
        let query = version.map { "?version=\($0)" } ?? ""
        return try await client.decode(ConfigurationObject.self, "GET", path(name, cluster) + query)
    }

    static func put(
        _ change: ConfigurationChange,
        to name: String,
        _ client: APIClient,
        _ cluster: String
    ) async throws -> ConfigurationObject {
        try await client.decode(ConfigurationObject.self, "PUT", path(name, cluster), json: change)
    }

    /// Tells of a change, and who has to be redeployed for it.
    static func tell(_ item: ConfigurationObject, before: Int?, _ options: GlobalOptions) throws {
        let isChanged = item.version != before
        if options.output == .table || options.output == .wide {
            if isChanged {
                print(options.quiet ? item.name : "configuration \(item.name): version \(item.version)")
            } else {
                Output.note("configuration \(item.name): is so already; nothing was changed")
            }
        } else {
            try Output.object(item, options)
        }
        for user in item.users where isChanged && user.version != item.version {
            Output.note(
                "\(user.project) in cluster \(user.cluster) runs with version \(user.version) until "
                    + "`gantry app redeploy \(user.project)`"
            )
        }
    }
}

extension ConfigurationObject: Listable {
    package static var headings: [String] { ["NAME", "VERSION", "VARIABLES", "USED BY", "UPDATED", "BY"] }
    package static var wideHeadings: [String] { ["REGION", "DESCRIPTION"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let projects = users.map { user in
            user.version == version ? user.project : style.paint("\(user.project) (version \(user.version))", .yellow)
        }
        return [
            name, String(version), String(variableCount), projects.joined(separator: ","), String(updated.prefix(19)),
            user,
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] { [region, description] }

    package var listName: String { name }
}

extension ConfigurationVersionObject: Listable {
    package static var headings: [String] { ["VERSION", "MADE", "BY", "CHANGES"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let number = isCurrent ? style.paint("\(version) (current)", .green) : String(version)
        return [number, String(updated.prefix(19)), user, changes.joined(separator: ",")]
    }

    package var listName: String { String(version) }
}
