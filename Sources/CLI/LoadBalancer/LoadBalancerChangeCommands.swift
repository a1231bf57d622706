//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ArgumentParser

/// What making and changing a load balancer both take.
struct LoadBalancerOptions: ParsableArguments {
    @Option(
        name: .customLong("node"),
        help: "A node that it runs on, by name; give it again for more. (default: all of its cluster)"
    )
    var nodes: [String] = []

    @Flag(help: "Run on the server's own host, and on no node.") var onServer = false

    @Option(help: "How many connections each listener takes at a time on each node; 0 for as many as fit.")
    var connectionLimit: Int?

    @Option(
        help: ArgumentHelp(
            "How many megabits a second each listener carries on each node, each way; 0 for as many as fit.",
            valueName: "mbit"
        )
    )
    var bandwidthLimit: Int?

    @Option(
        help: ArgumentHelp(
            "An IPv4 address of the nodes' network with its prefix, which one of its nodes has at a time; empty for none.",
            valueName: "address/prefix"
        )
    )
    var address: String?

    @Option(
        help: "What HTTP listeners ask containers for, to be answered with 2xx or 3xx; empty for a connection alone."
    )
    var checkPath: String?

    @Option(help: "Seconds between two checks of a container. (default: 2)")
    var checkInterval: Int?

    @Option(help: "How many failures of the check take a container out. (default: 2)")
    var checkFall: Int?

    @Option(help: "How many successes of the check bring it back. (default: 1)")
    var checkRise: Int?

    var check: LoadBalancerCheck? {
        var check = LoadBalancerCheck()
        check.path = checkPath
        check.intervalSeconds = checkInterval
        check.fall = checkFall
        check.rise = checkRise
        return check == LoadBalancerCheck() ? nil : check
    }
}

extension LoadBalancerCommand {
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a load balancer.")

        @Argument(help: "1 to 80 letters, digits and - _ / .") var name: String
        @Option(
            name: .customLong("listener"),
            help: ArgumentHelp(
                "A port and what is spoken there, such as http:80; those that services ask for come by themselves.",
                valueName: "scheme:port"
            )
        )
        var listeners: [String] = []
        @OptionGroup var settings: LoadBalancerOptions
        @OptionGroup var options: GlobalOptions

        func request() throws -> LoadBalancerRequest {
            var request = LoadBalancerRequest(name: name)
            request.listeners = try listeners.map { try ListenerObject(parsing: $0) }
            request.nodes = settings.nodes
            request.onServer = settings.onServer ? true : nil
            request.connectionLimit = settings.connectionLimit == 0 ? nil : settings.connectionLimit
            request.bandwidthLimit = settings.bandwidthLimit == 0 ? nil : settings.bandwidthLimit
            request.address = settings.address
            request.check = settings.check
            return request
        }

        func run() async throws {
            try await LoadBalancerCall.send("POST", LoadBalancerCall.all, try request(), options)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change a load balancer; what isn't given stays."
        )

        @Argument var name: String
        @Flag(help: "Run on all nodes of its cluster.") var allNodes = false
        @OptionGroup var settings: LoadBalancerOptions
        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard change != LoadBalancerChange() else {
                throw ValidationError("nothing is changed; `gantry lb set --help` says what can be")
            }
            guard [allNodes, !settings.nodes.isEmpty, settings.onServer].count(where: \.self) <= 1 else {
                throw ValidationError("--all-nodes, --node and --on-server exclude each other; give one of them")
            }
        }

        var change: LoadBalancerChange {
            var change = LoadBalancerChange()
            change.nodes = allNodes ? [] : settings.nodes.isEmpty ? nil : settings.nodes
            change.onServer = settings.onServer ? true : nil
            change.connectionLimit = settings.connectionLimit
            change.bandwidthLimit = settings.bandwidthLimit
            change.address = settings.address
            change.check = settings.check
            return change
        }

        func run() async throws {
            try await LoadBalancerCall.send("PUT", LoadBalancerCall.path(name), change, options)
        }
    }

    struct Bind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bind",
            abstract: "Bind a load balancer to a cluster, whose services may name it from then on."
        )

        @Argument var name: String
        @Argument(help: "The cluster's name or ID.") var target: String
        @Flag(
            name: .customLong("default"),
            help: "Lead to the cluster's routing: port 80 of the nodes, or its HTTP listeners, to every node's 9080."
        )
        var isDefault = false
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            var binding = LoadBalancerBinding(cluster: target)
            binding.isDefault = isDefault ? true : nil
            try await LoadBalancerCall.send("POST", LoadBalancerCall.path(name) + "/bind", binding, options)
        }
    }

    struct Unbind: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unbind",
            abstract: "Take a load balancer that no service names away from its cluster."
        )

        @Argument var name: String
        @Argument(help: "The cluster's name or ID.") var target: String
        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let path = try LoadBalancerCall.path(name) + "/unbind"
            try await LoadBalancerCall.send("POST", path, LoadBalancerBinding(cluster: target), options)
        }
    }
}
