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
        abstract: "Run the load balancers of this node, or those of the server's host.",
        discussion: """
            It keeps HAProxy running with the listeners that the node's agent gives, in a container in the node's own \
            network. On the server's host it is a service beside the server, whose socket --addon-socket names.
            """
    )

    @OptionGroup var arguments: HAProxyArguments

    @OptionGroup var log: LogOptions

    func run() async throws {
        NIOSingletons.groupLoopCountSuggestion = 1
        let logger = log.makeLogger("gantry.balancer")
        let services = ServiceGroup(
            services: [RouterService(role: .balancers, options: arguments.options, logger: logger)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}
