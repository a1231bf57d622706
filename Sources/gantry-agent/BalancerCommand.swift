//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import NIOCore
import Router
import ServiceLifecycle
import UnixSignals

struct BalancerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balancer",
        abstract: "Run this node's load balancers, in a container in the node's own network.",
        discussion: "It keeps HAProxy running with the listeners that the node's agent gives."
    )

    private static let defaults = RouterOptions()

    @Option(help: "The agent's socket.")
    var addonSocket = defaults.addonSocket

    @Option(help: "Where the last table, HAProxy's files and its sockets are kept.")
    var stateDir = defaults.stateDirectory

    @Option(help: "The HAProxy binary.")
    var haproxy = defaults.haproxy

    @Option(help: "The address to listen on; empty for all.")
    var listenAddress = defaults.listenAddress

    @Option(help: "How many seconds connections under way may take when it stops.")
    var stopSeconds = defaults.stopSeconds

    @OptionGroup var log: LogOptions

    func run() async throws {
        NIOSingletons.groupLoopCountSuggestion = 1
        let logger = log.makeLogger("gantry.balancer")
        var options = RouterOptions()
        options.addonSocket = addonSocket
        options.stateDirectory = stateDir
        options.haproxy = haproxy
        options.listenAddress = listenAddress
        options.stopSeconds = stopSeconds
        let services = ServiceGroup(
            services: [RouterService(role: .balancers, options: options, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
