//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import FoundationEssentials
import HTTPText

/// `gantry ps`: the containers of a cluster.
package struct PsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ps",
        abstract: "List the containers of all nodes."
    )

    @Flag(name: .shortAndLong, help: "Stopped ones, too.") var all = false
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let containers = try await options.withClient { client in
            try await client.decode(
                [ContainerObject].self,
                "GET",
                try await options.clusterPath(client) + "/containers?all=\(all ? 1 : 0)"
            )
        }
        try Output.list(containers, options)
    }
}

/// `gantry logs`: a container's log.
package struct LogsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the log of a container."
    )

    @Argument(help: "The container's name or ID.") var container: String
    @OptionGroup var selection: LogSelection
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client)
            let log = "\(path)/containers/\(PercentEncoding.encode(container))/logs?\(selection.query)"
            try await LogPrinter.print(client, log, options, prefix: false)
        }
    }
}

/// `gantry inspect`: what the engine knows of a container.
package struct InspectCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what the engine knows of a container."
    )

    @Argument(help: "The container's name or ID.") var container: String
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let tree = try await ContainerCall.call("GET", "json", of: container, options)
        print(String(decoding: tree, as: UTF8.self))
    }
}

/// `gantry top`: the processes of a container.
package struct TopCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "List the processes of a container."
    )

    private struct Processes: Decodable {
        var Titles: [String]
        var Processes: [[String]]
    }

    @Argument(help: "The container's name or ID.") var container: String
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let body = try await ContainerCall.call("GET", "top", of: container, options)
        let processes = try JSONDecoder().decode(Processes.self, from: Data(body))
        print(Table(processes.Titles, processes.Processes).text)
    }
}

/// `gantry start`: starts a container.
package struct StartCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "start", abstract: "Start a container.")

    @Argument(help: "The container's name or ID.") var container: String
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws { _ = try await ContainerCall.call("POST", "start", of: container, options) }
}

/// `gantry stop`: stops a container; a service's comes back by its restart policy.
package struct StopCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a container; one of a service is started again as its restart policy says."
    )

    @Argument(help: "The container's name or ID.") var container: String
    @Option(name: .customShort("t"), help: "Seconds before it is killed.") var time: Int?
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let query = time.map { "?t=\($0)" } ?? ""
        _ = try await ContainerCall.call("POST", "stop" + query, of: container, options)
    }
}

/// `gantry restart`: restarts a container.
package struct RestartCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "restart", abstract: "Restart a container.")

    @Argument(help: "The container's name or ID.") var container: String
    @Option(name: .customShort("t"), help: "Seconds before it is killed.") var time: Int?
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let query = time.map { "?t=\($0)" } ?? ""
        _ = try await ContainerCall.call("POST", "restart" + query, of: container, options)
    }
}

/// `gantry rm`: removes a container; a service makes another in its place.
package struct RemoveCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove a container; a service makes another in its place."
    )

    @Argument(help: "The container's name or ID.") var container: String
    @Flag(name: .shortAndLong, help: "Although it runs.") var force = false
    @Flag(name: .shortAndLong, help: "Its anonymous volumes, too.") var volumes = false
    @OptionGroup var options: GlobalOptions

    package init() {}

    package func run() async throws {
        let query = "?force=\(force ? 1 : 0)&v=\(volumes ? 1 : 0)"
        _ = try await ContainerCall.call("DELETE", query, of: container, options)
    }
}

/// Calls of the engine's API on one container, whatever node it is on.
enum ContainerCall {
    static func path(_ client: APIClient, _ container: String, _ options: GlobalOptions) async throws -> String {
        try await options.clusterPath(client) + "/docker/containers/\(PercentEncoding.encode(container))"
    }

    static func call(
        _ method: String,
        _ action: String,
        of container: String,
        _ options: GlobalOptions
    ) async throws -> [UInt8] {
        try await options.withClient { client in
            let path = try await path(client, container, options)
            return try await client.call(method, action.hasPrefix("?") ? path + action : "\(path)/\(action)")
        }
    }
}
