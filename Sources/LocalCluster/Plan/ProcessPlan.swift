//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The programs of Gantry itself that a local cluster runs.
package struct LocalPrograms: Equatable, Sendable {
    /// Absolute path of the `gantry` binary.
    package let gantry: String
    /// Absolute path of the `gantry-agent` binary.
    package let agent: String
    /// The reference of the routing image, in the local registry.
    package let routingImage: String
    /// Changes when the binaries do, so that a new build is started.
    package let revision: String
    /// Where all agents find the device files of GPUs; nil for the machine's own.
    package let gpuDevicesDirectory: String?

    /// Names the programs.
    package init(
        gantry: String,
        agent: String,
        routingImage: String,
        revision: String,
        gpuDevicesDirectory: String? = nil
    ) {
        self.gantry = gantry
        self.agent = agent
        self.routingImage = routingImage
        self.revision = revision
        self.gpuDevicesDirectory = gpuDevicesDirectory
    }
}

/// The processes of a local cluster, as the supervisor is told of them.
package struct ProcessPlan: Equatable, Sendable {
    /// The registry's process.
    package static let registryName = "registry"
    /// The front door's process.
    package static let frontDoorName = "front-door"
    /// The resolver's process.
    package static let resolverName = "resolver"
    /// The process of the load balancers on this machine.
    package static let balancerName = "balancer"
    /// The server's process.
    package static let serverName = "server"

    private let spec: LocalClusterSpec
    private let paths: LocalClusterPaths

    /// The processes of this cluster.
    package init(_ spec: LocalClusterSpec) {
        self.spec = spec
        paths = spec.paths
    }

    /// The name of a node's engine's process.
    package static func engineName(_ node: String) -> String { "\(node)-engine" }

    /// The name of a node's agent's process.
    package static func agentName(_ node: String) -> String { "\(node)-agent" }

    /// A node's Docker Engine.
    ///
    /// Containers' cgroups are put below one of the node's own, with the driver that works the same with and without
    /// systemd, so that all of a node's processes can be found.
    package func engine(_ node: LocalNodeSpec) -> ProcessDefinition {
        definition(
            Self.engineName(node.name),
            order: 10,
            spec.names.entering(node.name) + [
                "dockerd", "--data-root", paths.dockerData(of: node.name), "--exec-root", "/run/docker",
                "--pidfile", "/run/docker/docker.pid", "--cgroup-parent", "/" + spec.names.namespace(of: node.name),
                "--exec-opt", "native.cgroupdriver=cgroupfs", "--dns", spec.hostAddress, "--host",
                "unix://\(paths.dockerSocket(of: node.name))",
                "--host", "unix:///run/docker.sock",
            ],
            graceSeconds: 25
        )
    }

    /// The name server that engines ask for what is outside the cluster.
    ///
    /// Nodes have no way out, so it refuses every name; but it does so at once. An engine that gets no answer gives its
    /// containers none either, and they wait for half a minute.
    package func resolver() -> ProcessDefinition {
        definition(
            Self.resolverName,
            order: 5,
            [
                "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
                "--bind-interfaces", "--except-interface=lo", "--listen-address=\(spec.hostAddress)", "--pid-file=",
            ]
        )
    }

    /// The registry; `revision` is to change with its configuration, certificate and password.
    package func registry(revision: String) -> ProcessDefinition {
        definition(
            Self.registryName,
            order: 20,
            ["docker-registry", "serve", paths.registryConfiguration],
            revision: revision
        )
    }

    /// The front door; `revision` is to change with its configuration.
    package func frontDoor(revision: String) -> ProcessDefinition {
        definition(
            Self.frontDoorName,
            order: 40,
            ["haproxy", "-W", "-db", "-f", paths.frontDoorConfiguration],
            revision: revision
        )
    }

    /// The control plane.
    package func server(_ programs: LocalPrograms) -> ProcessDefinition {
        definition(
            Self.serverName,
            order: 30,
            [
                programs.gantry, "server", "--data-dir", paths.server,
                "--api-address", "0.0.0.0:\(spec.ports.server)", "--agent-address", "0.0.0.0:\(spec.ports.agent)",
                "--advertise-host", spec.hostAddress, "--advertise-host", "127.0.0.1",
                "--agent-binary", programs.agent, "--routing-image", programs.routingImage,
                "--console-assets", "\(spec.cacheDirectory)/console",
                "--password-file", LocalServerAccess.passwordFile(in: paths.server),
            ] + (spec.rescheduleAfterSeconds.map { ["--reschedule-after", "\($0)"] } ?? [])
                + (spec.ports.endpoint.map { ["--endpoint-ports", "\($0)-\(min($0 + 999, 65_535))"] } ?? []),
            revision: programs.revision
        )
    }

    /// The load balancers on this machine, at its own address as the front door is.
    package func balancer(_ programs: LocalPrograms) -> ProcessDefinition {
        definition(
            Self.balancerName,
            order: 40,
            [
                programs.agent, "balancer", "--addon-socket", paths.balancerSocket, "--state-dir", paths.balancer,
                "--listen-address", "127.0.0.1",
            ],
            revision: programs.revision
        )
    }

    /// A node's agent, which must have joined.
    package func agent(_ node: LocalNodeSpec, _ programs: LocalPrograms) -> ProcessDefinition {
        definition(
            Self.agentName(node.name),
            order: 50,
            spec.names.entering(node.name) + [
                programs.agent, "agent", "--data-dir", paths.agentData(of: node.name),
                "--docker-socket", paths.dockerSocket(of: node.name), "--run-dir", "/run/gantry",
            ] + (programs.gpuDevicesDirectory.map { ["--gpu-devices-dir", $0] } ?? []),
            revision: programs.revision
        )
    }

    /// Makes a node a member of the cluster, once.
    package func join(_ node: LocalNodeSpec, _ programs: LocalPrograms, with ticket: LocalJoinTicket) -> ShellCommand {
        var command = ShellCommand(
            spec.names.entering(node.name) + [
                programs.agent, "join", "--server", ticket.server, "--ca-fingerprint", ticket.authorityFingerprint,
                "--data-dir", paths.agentData(of: node.name), "--docker-socket", paths.dockerSocket(of: node.name),
                "--name", node.name, "--address", node.address, "--zone", node.zone,
            ]
        )
        command.environment["GANTRY_JOIN_TOKEN"] = ticket.token
        return command
    }

    /// The supervisor, let loose from the command that starts it.
    package func supervisor(gantry: String) -> ShellCommand {
        ShellCommand(
            "env",
            "\(LocalClusterNames.processMark)=\(spec.stateDirectory)",
            "sh",
            "-c",
            "exec setsid --fork \"$@\" >>\"$0\" 2>&1 </dev/null",
            paths.log(of: "supervisor"),
            gantry,
            "local",
            "supervise",
            "--state-dir",
            spec.stateDirectory
        )
    }

    private func definition(
        _ name: String,
        order: Int,
        _ arguments: [String],
        graceSeconds: Int = 10,
        revision: String = ""
    ) -> ProcessDefinition {
        ProcessDefinition(
            name: name,
            order: order,
            arguments: arguments,
            environment: [
                // Proxies and the like of the shell that `up` was typed into must not reach the engines.
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": "/root",
                "LANG": "C.UTF-8",
                LocalClusterNames.processMark: spec.stateDirectory,
            ],
            graceSeconds: graceSeconds,
            revision: revision
        )
    }
}
