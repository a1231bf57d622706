//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import Router
import ServiceLifecycle
import UnixSignals

struct RouterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "router",
        abstract: "Run HAProxy with the routes that the node's agent tells; for routing containers."
    )

    @Option(help: "The agent's socket, which gives the route tables.")
    var addonSocket = RouterOptions().addonSocket

    @Option(help: "Where the last good table and HAProxy's files are kept.")
    var stateDir = RouterOptions().stateDirectory

    @OptionGroup var log: LogOptions

    func run() async throws {
        let logger = log.makeLogger("gantry.router")
        var options = RouterOptions()
        options.addonSocket = addonSocket
        options.stateDirectory = stateDir
        let services = ServiceGroup(
            services: [RouterService(options: options, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
