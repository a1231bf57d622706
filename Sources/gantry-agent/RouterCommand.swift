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

struct RouterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "router",
        abstract: "Run this node's router, in a routing container.",
        discussion: "It keeps HAProxy running with the routes that the node's agent gives."
    )

    private static let defaults = RouterOptions()

    @Option(help: "The agent's socket.")
    var addonSocket = defaults.addonSocket

    @Option(help: "Where the last routes, HAProxy's files and its sockets are kept.")
    var stateDir = defaults.stateDirectory

    @Option(help: "The HAProxy binary.")
    var haproxy = defaults.haproxy

    @Option(help: "The address to listen on; empty for all.")
    var listenAddress = defaults.listenAddress

    @Option(help: "The port for HTTP.")
    var httpPort = defaults.httpPort

    @Option(help: "The port for HTTPS, which is open once a service has a certificate.")
    var httpsPort = defaults.httpsPort

    @Option(help: "The port for HAProxy's statistics.")
    var statsPort = defaults.statsPort

    @Option(help: "How many seconds requests under way may take when the router stops.")
    var stopSeconds = defaults.stopSeconds

    @OptionGroup var log: LogOptions

    func run() async throws {
        NIOSingletons.groupLoopCountSuggestion = 1
        let logger = log.makeLogger("gantry.router")
        var options = RouterOptions()
        options.addonSocket = addonSocket
        options.stateDirectory = stateDir
        options.haproxy = haproxy
        options.listenAddress = listenAddress
        options.httpPort = httpPort
        options.httpsPort = httpsPort
        options.statsPort = statsPort
        options.stopSeconds = stopSeconds
        let services = ServiceGroup(
            services: [RouterService(options: options, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
