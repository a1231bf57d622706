//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry service`: sets of identical containers.
package struct ServiceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Services: sets of identical containers, named APPLICATION_SERVICE.",
        subcommands: [
            List.self, Inspect.self, Scale.self, Start.self, Stop.self, Kill.self, Restart.self, Reschedule.self,
        ]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the services.")

        @Argument(help: "Only names with this in them.") var filter: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let services = try await options.withClient { client in
                let query = filter.map { "?q=" + PercentEncoding.encode($0) } ?? ""
                let path = try await options.clusterPath(client) + "/services" + query
                return try await client.decode([ServiceObject].self, "GET", path)
            }
            try Output.list(services, options)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show a service.")

        @Argument var service: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let object = try await options.withClient { client in
                let path = try await options.clusterPath(client) + "/services/" + PercentEncoding.encode(service)
                return try await client.decode(ServiceObject.self, "GET", path)
            }
            try Output.object(object, options)
        }
    }

    struct Scale: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scale",
            abstract: "Set how many containers services have.",
            usage: "gantry service scale APPLICATION_SERVICE=N …"
        )

        @Argument(help: "APPLICATION_SERVICE=N") var scales: [String]
        @Flag(name: .shortAndLong, help: "Return when the server has accepted it.") var detach = false
        @Option(help: ArgumentHelp("How long to wait for it.", valueName: "seconds")) var timeout = 300
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let wanted = try scales.map { text -> (service: String, count: Int) in
                let parts = text.split(separator: "=", omittingEmptySubsequences: false)
                guard parts.count == 2, let count = Int(parts[1]), count >= 0, !parts[0].isEmpty else {
                    throw CLIError("'\(text)': is no APPLICATION_SERVICE=N; write for example wordpress_web=5")
                }
                return (String(parts[0]), count)
            }
            try await options.withClient { client in
                let path = try await options.clusterPath(client)
                var projects: Set<String> = []
                for (service, count) in wanted {
                    let servicePath = "\(path)/services/\(PercentEncoding.encode(service))"
                    try await client.call("POST", servicePath + "/scale", json: ScaleRequest(value: count))
                    projects.insert(try await client.decode(ServiceObject.self, "GET", servicePath).project)
                }
                guard !detach else { return }
                for project in projects.sorted() {
                    try await DeployProgress(client: client, path: path, name: project, options: options)
                        .run(seconds: timeout)
                }
            }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "start", abstract: "Start a stopped service.")

        @Argument var service: String
        @OptionGroup var options: GlobalOptions

        func run() async throws { try await ServiceCommand.post("start", of: service, options) }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop a service's containers.")

        @Argument var service: String
        @Option(name: .customShort("t"), help: "Seconds before a container is killed.") var time: Int?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await ServiceCommand.post("stop" + (time.map { "?t=\($0)" } ?? ""), of: service, options)
        }
    }

    struct Kill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "kill", abstract: "Send its containers a signal.")

        @Argument var service: String
        @Option(name: .shortAndLong) var signal = "KILL"
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await ServiceCommand.post("kill?signal=" + PercentEncoding.encode(signal), of: service, options)
        }
    }

    struct Restart: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "restart", abstract: "Restart its containers.")

        @Argument var service: String
        @OptionGroup var options: GlobalOptions

        func run() async throws { try await ServiceCommand.post("restart", of: service, options) }
    }

    private static func post(_ action: String, of service: String, _ options: GlobalOptions) async throws {
        _ = try await options.withClient { client in
            let path = try await options.clusterPath(client)
            return try await client.call("POST", "\(path)/services/\(PercentEncoding.encode(service))/\(action)")
        }
    }
}

extension ServiceObject: Listable {
    package static var headings: [String] { ["NAME", "STATE", "CONTAINERS", "IMAGE", "ROUTES"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let running = (containers ?? [:]).values.filter(\.running).count
        let wanted = extensions.global ? "all nodes" : String(extensions.scale)
        return [
            id, style.paint(state: currentState), "\(running)/\(wanted)", definition.image,
            extensions.routes.joined(separator: ","),
        ]
    }

    package var listName: String { id }
}
