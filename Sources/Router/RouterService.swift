//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Logging
import ServiceLifecycle

/// The router of a node: keeps HAProxy running and its routes as the agent says.
///
/// It starts with the last table that it had, so that requests find their way while agent and server are down.
package struct RouterService: Service {
    private let options: RouterOptions
    private let logger: Logger

    package init(options: RouterOptions, logger: Logger) {
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
        let controller = RouterController(options: options, files: files, process: process, logger: logger)
        try await controller.prepare()
        let service = TableService(controller: controller, process: process, logger: logger)
        await cancelWhenGracefulShutdown { await service.run(agent: options.addonSocket) }
    }
}
