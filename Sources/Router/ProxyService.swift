//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import CustomRouting
package import Logging
import ServiceLifecycle

/// A proxy of a user's own, in a container: keeps HAProxy running with the services that it is told of.
///
/// They come from the node's agent, or else from the links that the container was started with. It starts with the
/// services that it had, so that requests find their way while agent and server are down.
package struct ProxyService: Service {
    private let options: ProxyOptions
    private let reloads: AsyncStream<Void>
    private let logger: Logger

    /// Makes a proxy.
    ///
    /// - Parameters:
    ///   - options: Where its things are, and its environment.
    ///   - reloads: Yields when HAProxy shall read its configuration anew, although nothing changed.
    ///   - logger: Takes what happens.
    package init(options: ProxyOptions, reloads: AsyncStream<Void>, logger: Logger) {
        self.options = options
        self.reloads = reloads
        self.logger = logger
    }

    /// Leads requests on until graceful shutdown or cancellation; then lets those under way finish, for a limited time.
    ///
    /// - Throws: When the environment can't be used, HAProxy can't be run at all, or a directory can't be written.
    package func run() async throws {
        let environment = options.environment
        let settings = try ProxySettings(
            environment: environment,
            files: ProxyFiles.contents(of: ProxySettings.files(in: environment))
        )
        let files = ProxyFiles(options: options)
        try files.prepare()
        let process = HAProxyProcess(
            path: options.haproxy,
            configuration: files.configuration,
            masterSocket: files.masterSocket,
            stopSeconds: options.stopSeconds,
            logger: logger
        )
        let controller = ProxyController(settings: settings, files: files, process: process, logger: logger)
        let hasAgent = files.hasSocketDirectory
        let table =
            hasAgent
            ? files.loadTable() : ProxyServiceTable(revision: 0, services: LinkEnvironment.services(in: environment))
        _ = await controller.apply(table ?? ProxyServiceTable(revision: -1))
        let service = TableService(controller: controller, process: process, logger: logger)
        let scope = ProxyScope(
            additionalServices: environment["ADDITIONAL_SERVICES"] ?? "",
            project: environment["COMPOSE_PROJECT_NAME"] ?? ""
        )
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await service.run(agent: hasAgent ? options.addonSocket : nil, greeting: .subscribe(scope))
                }
                group.addTask {
                    for await _ in reloads {
                        logger.info("a reload was asked for")
                        await controller.askForReload()
                        service.wake()
                    }
                }
            }
        }
    }
}
