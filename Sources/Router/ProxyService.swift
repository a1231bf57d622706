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
    private static let housekeepingInterval = Duration.seconds(2)
    /// Every how many rounds of housekeeping what was refused is tried again: a name may be known by then.
    private static let retryRounds = 3
    /// The least time between two reloads: what comes in between is taken together.
    private static let reloadPause = Duration.milliseconds(200)

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
        let inbox = AddonInbox<ProxyServiceTable> { message in
            guard case .services(let table) = message else { return nil }
            return table
        }
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let hasAgent = files.hasSocketDirectory
        let table =
            hasAgent
            ? files.loadTable() : ProxyServiceTable(revision: 0, services: LinkEnvironment.services(in: environment))
        _ = await controller.apply(table ?? ProxyServiceTable(revision: -1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    // Without a configuration that it takes, HAProxy would only end again.
                    for await _ in ready {
                        guard await controller.start() else { continue }
                        return await process.run()
                    }
                }
                if hasAgent { group.addTask { await listen(environment, inbox) } }
                group.addTask { await keepHouse(controller, inbox) }
                group.addTask { await work(inbox, controller, files, isReady) }
                group.addTask { await listenForReloads(controller, inbox) }
                isReady.yield()
            }
        }
    }

    private func listen(_ environment: [String: String], _ inbox: AddonInbox<ProxyServiceTable>) async {
        let scope = ProxyScope(
            additionalServices: environment["ADDITIONAL_SERVICES"] ?? "",
            project: environment["COMPOSE_PROJECT_NAME"] ?? ""
        )
        await AddonClient(socketPath: options.addonSocket, greeting: .subscribe(scope), logger: logger) {
            inbox.put($0, reply: $1)
        }
        .run()
    }

    /// Does what the agent asks for: services one table after the other, drains beside them.
    private func work(
        _ inbox: AddonInbox<ProxyServiceTable>,
        _ controller: ProxyController,
        _ files: ProxyFiles,
        _ isReady: AsyncStream<Void>.Continuation
    ) async {
        let drain = RequestDrain(
            master: HAProxyMaster(socket: HAProxySocket(path: files.masterSocket)),
            logger: logger
        )
        await withDiscardingTaskGroup { group in
            for await _ in inbox.signals {
                let (table, drains) = inbox.take()
                let generation = await controller.currentGeneration
                if let table { await table.reply(await controller.apply(table.table)) }
                await controller.renewIfAsked()
                isReady.yield()
                for request in drains {
                    let servers = await controller.serverNames(of: request.servers)
                    group.addTask {
                        let isDone = await drain.run(servers, limit: request.timeLimit)
                        await request.reply(.drained(id: request.id, done: isDone))
                    }
                }
                await controller.tidy()
                if await controller.currentGeneration != generation { try? await Task.sleep(for: Self.reloadPause) }
            }
        }
    }

    private func listenForReloads(_ controller: ProxyController, _ inbox: AddonInbox<ProxyServiceTable>) async {
        for await _ in reloads {
            logger.info("a reload was asked for")
            await controller.ask(for: .reload)
            inbox.wake()
        }
    }

    private func keepHouse(_ controller: ProxyController, _ inbox: AddonInbox<ProxyServiceTable>) async {
        var rounds = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.housekeepingInterval)
            ZombieReaper.run()
            rounds += 1
            if rounds % Self.retryRounds == 0, await controller.hasRefusal { await controller.ask(for: .retry) }
            if await controller.hasWork { inbox.wake() }
        }
    }
}
