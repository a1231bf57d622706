//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import ArgumentParser
import LocalCluster

/// `gantry local up`.
struct LocalUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Bring the local cluster up, or up to date.",
        discussion: """
            Every step is done only where it is missing, so a command that was interrupted can be given again. \
            Nodes that were stopped are started, cables that were cut are healed.
            """
    )

    @OptionGroup var options: LocalOptions

    @Option(help: "How many nodes. (default: as many as there are, or 3)")
    var nodes: Int?

    @Option(help: "The network that joins this machine and the nodes. (default: 10.213.7.0/24)")
    var subnet: String?

    @Option(help: "The front door's port on 127.0.0.1; that for https is 363 above it. (default: 8080)")
    var frontDoorPort: Int?

    @Option(help: "The port of console and management API. (default: 7800)")
    var serverPort: Int?

    @Option(help: "The port that agents dial. (default: 7801)")
    var agentPort: Int?

    @Option(help: "The first of a thousand ports of clusters' endpoints. (default: 20000)")
    var endpointPort: Int?

    @Option(help: "The registry's port. (default: 5000)")
    var registryPort: Int?

    @Option(
        help: ArgumentHelp(
            "How long a node must have counted as lost before containers that may move do. (default: the server's)",
            valueName: "seconds"
        )
    )
    var rescheduleAfter: Int?

    @Option(help: "Where images are kept, also after `down`. (default: $GANTRY_CACHE, or /var/cache/gantry)")
    var cacheDir: String?

    @Option(help: "The gantry-agent binary; without it, the one beside gantry.")
    var agentBinary: String?

    @Option(help: "A script that pushes images into the registry; without it, images/push beside bin/gantry.")
    var pushScript: String?

    @Flag(help: "Bring up engines, registry and front door only.")
    var enginesOnly = false

    func run() async throws {
        try LocalClusterManager.checkMachine()
        let spec = try spec(changing: LocalClusterManager.existingSpec(stateDirectory: options.stateDir))
        let request = try LocalUpRequest.standard(
            for: spec,
            gantry: ownProgram(),
            agent: agentBinary,
            pushScript: pushScript,
            gpuDevicesDirectory: HostEnvironment.value("GANTRY_GPU_DEVICES_DIR")
        )
        try await LocalClusterManager(spec, say: LocalOutput.say)
            .up(request, connect: enginesOnly ? nil : LocalBootstrap.connect)
    }

    /// What is asked for: the options given, for the rest what the cluster has already, or else the defaults.
    private func spec(changing old: LocalClusterSpec?) throws -> LocalClusterSpec {
        var ports = old?.ports ?? LocalClusterPorts()
        ports.frontDoor = frontDoorPort ?? ports.frontDoor
        ports.server = serverPort ?? ports.server
        ports.agent = agentPort ?? ports.agent
        ports.endpoint = endpointPort ?? ports.endpoint
        ports.registry = registryPort ?? ports.registry
        let cache = HostEnvironment.value("GANTRY_CACHE") ?? "/var/cache/gantry"
        return try LocalClusterSpec(
            stateDirectory: options.stateDir,
            cacheDirectory: cacheDir ?? old?.cacheDirectory ?? cache,
            subnet: IPv4Subnet(parsing: subnet ?? old?.subnet.description ?? "10.213.7.0/24"),
            nodeCount: nodes ?? old?.nodes.count ?? 3,
            ports: ports,
            rescheduleAfterSeconds: rescheduleAfter ?? old?.rescheduleAfterSeconds
        )
    }
}
