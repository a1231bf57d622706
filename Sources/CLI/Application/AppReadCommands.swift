//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
import ArgumentParser
import HTTPText

struct AppList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the applications.")

    @Argument(help: "Only names with this in them.") var filter: String?
    @Flag(name: .shortAndLong, help: "Gantry's own applications, too.") var all = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let projects = try await options.withClient { client in
            let query = filter.map { "?q=" + PercentEncoding.encode($0) } ?? ""
            let path = try await options.clusterPath(client) + "/projects" + query
            return try await client.decode([Project].self, "GET", path)
        }
        try Output.list(projects.filter { all || !$0.isSystem }, options)
    }
}

struct AppInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show an application.")

    @Argument var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let project = try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/" + PercentEncoding.encode(name)
            return try await client.decode(Project.self, "GET", path)
        }
        try Output.object(project, options)
    }
}

struct AppContainers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ps", abstract: "List an application's containers.")

    @Argument var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let project = try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/" + PercentEncoding.encode(name)
            return try await client.decode(Project.self, "GET", path)
        }
        let services = project.services ?? []
        let containers = services.flatMap { ($0.containers ?? [:]).values }.sorted { $0.name < $1.name }
        try Output.list(containers, options)
        guard options.output == .table || options.output == .wide, !options.quiet else { return }
        for (container, reason) in services.flatMap(\.waiting).sorted(by: { $0.key < $1.key }) {
            print("\(container): \(options.style.paint(reason, .yellow))")
        }
    }
}

struct AppRoutes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "routes", abstract: "Show who serves its addresses.")

    @Argument var name: String
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await RouteList.print(project: name, options)
    }
}

struct AppEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "events", abstract: "Show what happened to it.")

    @Argument var name: String
    @Flag(name: .shortAndLong, help: "Go on with what happens.") var follow = false
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            let path = try await options.clusterPath(client) + "/projects/\(PercentEncoding.encode(name))/events"
            try await EventPrinter.print(client, path + "?follow=\(follow ? 1 : 0)", options)
        }
    }
}

struct AppLogs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the logs of all its containers, whatever node they are on."
    )

    @Argument var name: String
    @Option(help: "Only this service.") var service: String?
    @Option(help: ArgumentHelp("Only this run of a job.", valueName: "number")) var run: Int?
    @OptionGroup var selection: LogSelection
    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.withClient { client in
            var path = try await options.clusterPath(client) + "/projects/\(PercentEncoding.encode(name))/logs?"
            path += selection.query
            if let service { path += "&service=" + PercentEncoding.encode(service) }
            if let run { path += "&run=\(run)" }
            try await LogPrinter.print(client, path, options)
        }
    }
}

extension Project: Listable {
    package static var headings: [String] { ["NAME", "STATE", "VERSION", "SERVICES", "CONTAINERS", "UPDATED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        let containers = (services ?? []).flatMap { ($0.containers ?? [:]).values }
        return [
            name, style.paint(state: currentState), version, (services ?? []).map(\.name).joined(separator: ","),
            "\(containers.filter(\.running).count)/\(containers.count)", String(updated.prefix(19)),
        ]
    }

    package var listName: String { name }
}

extension ContainerObject: Listable {
    package static var headings: [String] { ["NAME", "STATUS", "HEALTH", "NODE", "ADDRESS", "IMAGE"] }
    package static var wideHeadings: [String] { ["PORTS", "ID"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            listName, style.paint(state: status), style.paint(state: health == "none" ? "" : health), nodeName, ip,
            image,
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] {
        let bindings = ports.sorted { $0.key < $1.key }.flatMap { port, hosts in
            (hosts ?? []).map { "\($0.hostIP):\($0.hostPort)->\(port)" }
        }
        return [bindings.joined(separator: ","), String(id.prefix(12))]
    }

    package var listName: String { String(name.drop { $0 == "/" }) }
}
