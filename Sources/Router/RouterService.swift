//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Balancing
package import Logging
import Routing
import ServiceLifecycle

/// Keeps HAProxy running as the node's agent says: with its routes, or with its load balancers.
///
/// It starts with the last table that it had, so that requests find their way while agent and server are down.
package struct RouterService: Service {
    /// What the agent is asked for.
    package enum Role: Sendable {
        case routes
        case balancers
    }

    private let role: Role
    private let options: RouterOptions
    private let logger: Logger

    package init(role: Role = .routes, options: RouterOptions, logger: Logger) {
        self.role = role
        self.options = options
        self.logger = logger
    }

    /// Routes until graceful shutdown or cancellation; then lets requests under way finish, for a limited time.
    ///
    /// - Throws: When HAProxy can't be used at all, or the state directory can't be written.
    package func run() async throws {
        let files = RouterFiles(directory: options.stateDirectory)
        let process = HAProxyProcess(
            path: options.haproxy,
            configuration: files.configuration,
            masterSocket: files.masterSocket,
            stopSeconds: options.stopSeconds,
            logger: logger
        )
        switch role {
        case .routes:
            let controller = RouterController<RouteTable>(
                options: options,
                files: files,
                process: process,
                logger: logger
            )
            try await controller.prepare()
            let service = TableService(controller: controller, process: process, logger: logger)
            await cancelWhenGracefulShutdown { await service.run(agent: options.addonSocket) }
        case .balancers:
            let controller = BalancerController(options: options, files: files, process: process, logger: logger)
            try await controller.prepare()
            let service = TableService(controller: controller, process: process, logger: logger)
            await cancelWhenGracefulShutdown {
                async let companions: Void = controller.runCompanions()
                await service.run(agent: options.addonSocket)
                await companions
            }
        }
    }
}
