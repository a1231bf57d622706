//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
package import Logging
import Routing
import ServiceLifecycle

/// The router of a node: keeps HAProxy running and its routes as the agent says.
///
/// It starts with the last table that it had, so that requests find their way while agent and server are down.
package struct RouterService: Service {
    private static let housekeepingInterval = Duration.seconds(2)

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
        let inbox = AddonInbox<RouteTable> { message in
            guard case .table(let table) = message else { return nil }
            return table
        }
        try await controller.prepare()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await process.run() }
                group.addTask {
                    await AddonClient(socketPath: options.addonSocket, logger: logger) { inbox.put($0, reply: $1) }
                        .run()
                }
                group.addTask { await keepHouse(controller, inbox) }
                group.addTask { await work(inbox, controller, files) }
            }
        }
    }

    /// Does what the agent asks for: tables one after the other, drains beside them.
    private func work(_ inbox: AddonInbox<RouteTable>, _ controller: RouterController, _ files: RouterFiles) async {
        let drain = RequestDrain(
            master: HAProxyMaster(socket: HAProxySocket(path: files.masterSocket)),
            logger: logger
        )
        await withDiscardingTaskGroup { group in
            for await _ in inbox.signals {
                let (table, drains) = inbox.take()
                if let table { await table.reply(await controller.apply(table.table)) }
                for request in drains {
                    group.addTask {
                        let isDone = await drain.run(request.servers, limit: request.timeLimit)
                        await request.reply(.drained(id: request.id, done: isDone))
                    }
                }
                await controller.tidy()
            }
        }
    }

    private func keepHouse(_ controller: RouterController, _ inbox: AddonInbox<RouteTable>) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.housekeepingInterval)
            ZombieReaper.run()
            if await controller.hasLeftovers { inbox.wake() }
        }
    }
}
