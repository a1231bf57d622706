//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APIClient
import APITypes
package import ArgumentParser
import HTTPText

/// `gantry lb`: ports of nodes that lead to services.
package struct LoadBalancerCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lb",
        abstract: "Load balancers: ports of nodes that lead to a service's containers.",
        discussion: "Services of the cluster that one is bound to name it: aliyun.lb.port_80: http://NAME:8080",
        subcommands: [
            List.self, Create.self, Inspect.self, Set.self, Remove.self, ListenerCommand.self,
            CertificateCommand.self, Bind.self, Unbind.self,
        ]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the load balancers.")

        @Argument(help: "Only names with this in them.") var filter: String?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let query = filter.map { "?q=" + PercentEncoding.encode($0) } ?? ""
            let items = try await options.withClient { client in
                try await client.decode([LoadBalancerObject].self, "GET", LoadBalancerCall.all + query)
            }
            try Output.list(items, options)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Show a load balancer with its listeners and where they lead."
        )

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try LoadBalancerCall.path(name)
            let item = try await options.withClient { client in
                try await client.decode(LoadBalancerObject.self, "GET", path)
            }
            try Output.object(item, options)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a load balancer that no service names."
        )

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try LoadBalancerCall.path(name)
            try await options.withClient { client in try await client.call("DELETE", path) }
        }
    }
}

/// Calls about load balancers.
enum LoadBalancerCall {
    static let all = "/load_balancers"

    static func path(_ name: String) throws -> String {
        // Without a name the path would be that of all.
        guard !name.isEmpty else {
            throw CLIError("load balancer name: is empty; `gantry lb ls` lists those there are")
        }
        return all + "/" + PercentEncoding.encode(name)
    }

    /// Changes a load balancer, and shows what it is then.
    static func send(
        _ method: String,
        _ path: String,
        _ body: (any Encodable & Sendable)?,
        _ options: GlobalOptions
    ) async throws {
        let item = try await options.withClient { client in
            try await client.decode(LoadBalancerObject.self, method, path, json: body)
        }
        try tell(item, options)
    }

    private static func tell(_ item: LoadBalancerObject, _ options: GlobalOptions) throws {
        switch options.output {
        case .table, .wide: print(options.quiet ? item.name : "load balancer \(item.name): \(item.summary)")
        case .json, .yaml: try Output.object(item, options)
        }
    }
}

extension LoadBalancerObject {
    fileprivate var summary: String {
        let ports = listeners.map(\.text).joined(separator: " ")
        let place = cluster.isEmpty ? "not bound" : "bound to \(cluster)" + (isDefault ? " for its routing" : "")
        return ports.isEmpty ? place : "\(place), \(ports)"
    }
}

extension LoadBalancerObject.Listener {
    fileprivate var text: String { "\(scheme):\(port)" + (redirectHTTPS.map { ">\($0)" } ?? "") }
}

extension LoadBalancerObject: Listable {
    package static var headings: [String] { ["NAME", "CLUSTER", "LISTENERS", "SERVICES", "NODES"] }
    package static var wideHeadings: [String] { ["ADDRESS", "CONNECTIONS", "MBIT/S", "CHECK", "CREATED"] }

    package func row(_ style: TerminalStyle) -> [String] {
        [
            name, cluster.isEmpty ? "-" : cluster + (isDefault ? " (routing)" : ""),
            listeners.map(\.text).joined(separator: ","),
            Swift.Set(listeners.flatMap(\.services)).sorted().joined(separator: ","),
            onServer ? "(server)" : nodes.isEmpty ? "all" : nodes.joined(separator: ","),
        ]
    }

    package func wideRow(_ style: TerminalStyle) -> [String] {
        [
            address ?? "-", connectionLimit.map(String.init) ?? "-", bandwidthLimit.map(String.init) ?? "-",
            check.path ?? "connection", String(created.prefix(19)),
        ]
    }

    package var listName: String { name }
}
