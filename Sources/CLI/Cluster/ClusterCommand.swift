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

/// `gantry cluster`: groups of nodes with one network and one routing domain.
package struct ClusterCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Groups of nodes with one network and one routing domain.",
        subcommands: [
            List.self, Create.self, Inspect.self, Rename.self, Remove.self, Domain.self, Strategy.self,
            ImageMapCommand.self, RegistryCommand.self, CertificatesCommand.self, Events.self, RebalanceCommand.self,
        ]
    )

    package init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List the clusters.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let clusters = try await options.withClient {
                try await $0.decode([ClusterObject].self, "GET", "/clusters")
            }
            try Output.list(clusters, options)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Create a cluster without nodes; join machines to it afterwards."
        )

        @Argument var name: String
        @Option(help: "The network that containers get their addresses from.") var subnet: String?
        @Option(help: "The domain under which applications are routed.") var domain: String?
        @Option(help: "A label for the place of the cluster.") var region: String?
        @Option(help: "Which of the nodes that can take a container gets it: spread, binpack or random.")
        var strategy: String?
        @Flag(help: "Make a load balancer that leads from port 80 of the nodes to the cluster's routing.")
        var loadBalancer = false
        @OptionGroup var options: GlobalOptions

        var request: ClusterRequest {
            var request = ClusterRequest(name: name)
            request.subnetCIDR = subnet
            request.rootDomain = domain
            request.regionID = region
            request.strategy = strategy
            request.needsLoadBalancer = loadBalancer ? true : nil
            return request
        }

        func run() async throws {
            let body = request
            let created = try await options.withClient {
                try await $0.decode(ClusterCreated.self, "POST", "/clusters", json: body)
            }
            print(created.clusterID)
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show a cluster.")

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let cluster = try await options.withClient {
                try await $0.decode(ClusterObject.self, "GET", "/clusters/" + PercentEncoding.encode(name))
            }
            try Output.object(cluster, options)
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rename", abstract: "Give a cluster another name.")

        @Argument var name: String
        @Argument var newName: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient {
                try await $0.call(
                    "POST",
                    "/clusters/\(PercentEncoding.encode(name))/name/\(PercentEncoding.encode(newName))"
                )
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "rm", abstract: "Delete an empty cluster.")

        @Argument var name: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient {
                try await $0.call("DELETE", "/clusters/" + PercentEncoding.encode(name))
            }
        }
    }

    struct Domain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "domain",
            abstract: "Set the domain that route prefixes are put before; an empty one sets the default again."
        )

        @Argument var domain: String
        @Option(help: "The port at which clients come in, when what stands before the nodes doesn't take 80.")
        var httpPort: Int?
        @Option(help: "The same for https, when it isn't 443.") var httpsPort: Int?
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient { client in
                try await client.call(
                    "PUT",
                    try await options.clusterPath(client) + "/domain",
                    json: DomainRequest(domain: domain, httpPort: httpPort, httpsPort: httpsPort)
                )
            }
        }
    }

    struct Strategy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "strategy",
            abstract: "Set which of the nodes that can take a container gets it; what is there stays where it is."
        )

        @Argument(help: "spread, binpack or random.") var strategy: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            _ = try await options.withClient { client in
                try await client.call(
                    "PUT",
                    try await options.clusterPath(client) + "/strategy",
                    json: ["strategy": strategy]
                )
            }
        }
    }

    struct ImageMapCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "image-map",
            abstract: "Show or set which images take the place of those that templates name."
        )

        @Argument(help: "PREFIX=REPLACEMENT; none shows the map.") var entries: [String] = []
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var map: [String: String] = [:]
            for entry in entries {
                guard let equals = entry.firstIndex(of: "="), equals != entry.startIndex else {
                    throw CLIError(
                        "'\(entry)': is no PREFIX=REPLACEMENT; write for example nginx=registry.example.com/nginx"
                    )
                }
                map[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
            }
            let wanted = map
            let shown = try await options.withClient { client in
                let path = try await options.clusterPath(client)
                if !wanted.isEmpty { try await client.call("PUT", path + "/image-map", json: wanted) }
                return try await client.decode(ClusterObject.self, "GET", path)
            }
            let rows = shown.imageMap.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
            print(Table(["PREFIX", "REPLACEMENT"], rows).text)
        }
    }

    struct Events: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "events", abstract: "Show what happened.")

        @Flag(name: .shortAndLong, help: "Go on with what happens.") var follow = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await options.withClient { client in
                let path = try await options.clusterPath(client)
                try await EventPrinter.print(client, path + "/events?follow=\(follow ? 1 : 0)", options)
            }
        }
    }
}

extension ClusterObject: Listable {
    package static var headings: [String] { ["NAME", "STATE", "NODES", "DOCKER", "DOMAIN", "ID"] }
    package func row(_ style: TerminalStyle) -> [String] {
        [name, style.paint(state: state), String(size), dockerVersion, rootDomain, clusterID]
    }
    package var listName: String { name }
}
