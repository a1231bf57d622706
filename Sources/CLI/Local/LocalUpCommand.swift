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
            Every step is done only where it is missing, so a command that was interrupted can be given again. Nodes that \
            were stopped are started, cables that were cut are healed.
            """
    )

    @OptionGroup var options: LocalOptions

    @Option(help: "How many nodes.")
    var nodes = 3

    @Option(help: "The network that joins this machine and the nodes.")
    var subnet = "10.213.7.0/24"

    @Option(help: "The front door's port on 127.0.0.1.")
    var frontDoorPort = 8080

    @Option(help: "The port of console and management API.")
    var serverPort = 7800

    @Option(help: "The port that agents dial.")
    var agentPort = 7801

    @Option(help: "The registry's port.")
    var registryPort = 5000

    @Option(help: "Where the registry's images are kept, also after `down` (GANTRY_CACHE).")
    var cacheDir = HostEnvironment.value("GANTRY_CACHE") ?? "/var/cache/gantry"

    @Option(help: "The gantry-agent binary; without it, the one beside gantry.")
    var agentBinary: String?

    @Option(help: "A script that pushes images into the registry; without it, images/push beside bin/gantry.")
    var pushScript: String?

    @Flag(help: "Bring up engines, registry and front door only.")
    var enginesOnly = false

    func run() async throws {
        try LocalClusterManager.checkMachine()
        var ports = LocalClusterPorts()
        ports.frontDoor = frontDoorPort
        ports.server = serverPort
        ports.agent = agentPort
        ports.registry = registryPort
        let spec = try LocalClusterSpec(
            stateDirectory: options.stateDir,
            cacheDirectory: cacheDir,
            subnet: IPv4Subnet(parsing: subnet),
            nodeCount: nodes,
            ports: ports
        )
        let request = try LocalUpRequest.standard(
            for: spec,
            gantry: ownProgram(),
            agent: agentBinary,
            pushScript: pushScript
        )
        try await LocalClusterManager(spec, say: LocalOutput.say)
            .up(request, connect: enginesOnly ? nil : LocalBootstrap.connect)
    }
}
