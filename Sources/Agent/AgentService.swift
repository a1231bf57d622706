//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import DockerEngine
package import Logging
import Model
import NIOCore
import NIOPosix
import Routing
import ServiceLifecycle
import Synchronization
import Tunnel

/// What the agent is told at its start.
package struct AgentOptions: Sendable {
    /// Where the node's identity is kept.
    package var dataDirectory: String
    /// The Docker Engine's socket.
    package var dockerSocket: String
    /// Where routers find the agent's socket.
    package var runDirectory: String
    /// Where the device files of GPUs are.
    package var gpuDevicesDirectory: String

    package init(
        dataDirectory: String,
        dockerSocket: String,
        runDirectory: String,
        gpuDevicesDirectory: String = "/dev"
    ) {
        self.dataDirectory = dataDirectory
        self.dockerSocket = dockerSocket
        self.runDirectory = runDirectory
        self.gpuDevicesDirectory = gpuDevicesDirectory
    }
}

/// A node's agent: watches its engine, probes its containers, feeds its routers and serves the control plane.
package struct AgentService: Service {
    private let options: AgentOptions
    private let logger: Logger

    package init(options: AgentOptions, logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// Runs until it is told to stop; a control plane or an engine that can't be reached is waited for.
    ///
    /// - Throws: `AgentError` when the machine has not joined a cluster or a directory can't be used.
    package func run() async throws {
        guard let (node, credentials) = try NodeIdentityFiles(directory: options.dataDirectory).load() else {
            throw AgentError("\(options.dataDirectory): this machine is no node yet; run gantry-agent join")
        }
        try LocalFiles.makeDirectory(options.runDirectory, mode: 0o755)
        let group = MultiThreadedEventLoopGroup.singleton
        try await EngineClient.run(socketPath: options.dockerSocket, group: group) { engine in
            try await run(node, credentials, engine, group)
        }
        logger.info("agent stopped")
    }

    private func run(
        _ node: NodeIdentity,
        _ credentials: NodeIdentity.Credentials,
        _ engine: EngineClient,
        _ group: any EventLoopGroup
    ) async throws {
        let state = NodeState(status: NodeStatus(hostname: SystemCalls.hostname()))
        let executor = ProbeExecutor(engine: engine, group: group)
        let probes = ProbeRunner(
            probe: { await executor.run($0) },
            report: { await state.setHealth($1, of: $0.id, started: $0.started) }
        )
        let revision = EngineRevision()
        let watcher = EngineWatcher(
            engine: engine,
            state: state,
            probes: probes,
            logger: logger,
            revision: revision,
            gpus: GPUDirectory(path: options.gpuDevicesDirectory)
        )
        let tables = TableFiles(dataDirectory: options.dataDirectory)
        let hub = AddonHub(
            table: await lastTable(tables.routes),
            services: await lastTable(tables.services),
            balancers: await lastTable(tables.balancers)
        )
        let addons = AddonHub.Role.allCases.map { role in
            AddonServer(runDirectory: options.runDirectory, role: role, hub: hub, group: group, logger: logger)
        }
        let credentials = NodeCredentials(node, credentials, NodeIdentityFiles(directory: options.dataDirectory))
        let handler = AgentHandler(
            proxy: DockerProxy(engine: engine, revision: revision),
            state: state,
            watcher: watcher,
            hub: hub,
            tables: tables,
            credentials: credentials,
            group: group,
            logger: logger
        )
        // What can't be read now never will be.
        _ = try await makeDialer(node, credentials.current, handler)
        var listening: [(addon: AddonServer, listener: AddonServer.Listener)] = []
        for addon in addons { listening.append((addon, try await addon.listen())) }
        let listeners = listening
        logger.info("agent started", metadata: ["node": "\(node.name)", "server": "\(node.agentEndpoint)"])
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingDiscardingTaskGroup { tasks in
                    tasks.addTask { await probes.run() }
                    tasks.addTask { await watcher.run() }
                    for (addon, listener) in listeners { tasks.addTask { try await addon.run(listener) } }
                    tasks.addTask {
                        await stayConnected { try await makeDialer(node, credentials.current, handler) }
                    }
                }
            }
        } catch is CancellationError {
            // It was told to stop.
        }
    }

    private func makeDialer(
        _ node: NodeIdentity,
        _ credentials: NodeIdentity.Credentials,
        _ handler: AgentHandler
    ) throws -> TunnelDialer {
        let (host, port) = try node.endpoint()
        return try TunnelDialer(
            configuration: TunnelDialer.Configuration(
                host: host,
                port: port,
                certificatePEM: credentials.certificate,
                privateKeyPEM: credentials.privateKey,
                authoritiesPEM: credentials.authority
            ),
            handler: handler,
            logger: logger
        )
    }

    private func lastTable<Table>(_ file: TableFile<Table>) async -> Table? {
        do {
            return try await file.load()
        } catch {
            logger.warning("no table from before", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// A connection that lasted so long was not refused.
    private static let stableConnection = Duration.seconds(5)

    /// Dials again whenever the connection to the control plane ends, with the certificate that there is then.
    private func stayConnected(_ makeDialer: @Sendable () async throws -> TunnelDialer) async {
        let backoff = ReconnectBackoff()
        let connected = Mutex<ContinuousClock.Instant?>(nil)
        var failures = 0
        while !Task.isCancelled {
            do {
                connected.withLock { $0 = nil }
                try await makeDialer().run {
                    connected.withLock { $0 = .now }
                    logger.info("connected to the control plane")
                }
            } catch is CancellationError {
                return
            } catch {
                // One that ends at once is an attempt that failed, too: so a node that was removed is sent away.
                let isStable = connected.withLock { $0.map { .now - $0 >= Self.stableConnection } ?? false }
                failures = isStable ? 1 : failures + 1
                // One line for an outage, however long it takes.
                logger.log(
                    level: failures == 1 ? .warning : .debug,
                    "not connected to the control plane",
                    metadata: ["error": "\(error)"]
                )
                try? await Task.sleep(for: backoff.next(attempt: failures - 1, random: .random(in: 0..<1)))
            }
        }
    }
}
