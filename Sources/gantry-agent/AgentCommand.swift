//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Agent
import ArgumentParser
import NIOCore
import ServiceLifecycle
import UnixSignals

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Run this node's agent.",
        discussion: "It needs the identity that 'gantry-agent join' saved, and access to the Docker Engine's socket."
    )

    @Option(help: "Where the node's identity is kept.")
    var dataDir = DefaultPaths.dataDirectory

    @Option(help: "The Docker Engine's socket.")
    var dockerSocket = DefaultPaths.dockerSocket

    @Option(help: "Where routers find the agent's socket.")
    var runDir = DefaultPaths.runDirectory

    @Option(help: "Where the device files of GPUs are (environment: GANTRY_GPU_DEVICES_DIR).")
    var gpuDevicesDir = CommandEnvironment.value(of: "GANTRY_GPU_DEVICES_DIR") ?? DefaultPaths.devicesDirectory

    @OptionGroup var log: LogOptions

    func run() async throws {
        // An agent waits most of the time; a thread for each core would cost memory for nothing.
        NIOSingletons.groupLoopCountSuggestion = 2
        let logger = log.makeLogger("gantry.agent")
        let agent = AgentService(
            options: AgentOptions(
                dataDirectory: dataDir,
                dockerSocket: dockerSocket,
                runDirectory: runDir,
                gpuDevicesDirectory: gpuDevicesDir
            ),
            logger: logger
        )
        let services = ServiceGroup(
            services: [agent],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await services.run()
    }
}

/// Where things are unless a command says otherwise.
enum DefaultPaths {
    static let dataDirectory = "/var/lib/gantry-agent"
    static let dockerSocket = "/var/run/docker.sock"
    static let runDirectory = "/run/gantry"
    static let devicesDirectory = "/dev"
}
