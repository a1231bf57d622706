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

    @Option(help: "The port for HTTP.")
    var httpPort = defaults.httpPort

    @Option(help: "The port for HTTPS, which is open once a service has a certificate.")
    var httpsPort = defaults.httpsPort

    @Option(help: "The port for HAProxy's statistics.")
    var statsPort = defaults.statsPort

    @OptionGroup var arguments: HAProxyArguments

    @OptionGroup var log: LogOptions

    func run() async throws {
        NIOSingletons.groupLoopCountSuggestion = 1
        let logger = log.makeLogger("gantry.router")
        var options = arguments.options
        options.httpPort = httpPort
        options.httpsPort = httpsPort
        options.statsPort = statsPort
        let services = ServiceGroup(
            services: [RouterService(options: options, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
