//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Glibc

extension LocalClusterManager {
    /// Opens the management API of the server that `up` started.
    package typealias Connect = @Sendable (LocalServerAccess) async throws -> any LocalClusterBootstrapping

    /// Brings the whole cluster up: all nodes on, all cables whole, everything as new as the request.
    ///
    /// Without `connect` it stops after engines, registry, images and front door.
    package func up(_ request: LocalUpRequest, connect: Connect?) async throws {
        try await exclusively {
            let old = try HostFiles.readJSON(LocalClusterRecord.self, from: paths.record)
            var record = try old?.updated(to: spec) ?? LocalClusterRecord(spec: spec)
            if old == nil { record.borrowedFolders = Self.borrowedFolders.filter { !HostFiles.exists($0) } }
            // Before anything is remembered, so that other ports can be tried without a `down`.
            try checkPortsAreFree()
            try HostFiles.writeJSON(record, to: paths.record)
            for node in old?.spec.nodes ?? [] where !spec.nodes.contains(where: { $0.name == node.name }) {
                try await powerOff(node, supervisor: request.programs.gantry)
                unlink(paths.definition(of: ProcessPlan.engineName(node.name)))
                unlink(paths.definition(of: ProcessPlan.agentName(node.name)))
                try await runner.run(ShellCommand("rm", "-rf", "--one-file-system", paths.node(node.name)))
                say("\(node.name): removed")
            }
            try await bringUpEngines(request.programs.gantry)
            if let script = request.pushScript {
                let time = try await elapsed { try await runner.run(RegistryPlan(spec).push(script: script)) }
                say("images: pushed to \(spec.registryHost) (\(time))")
            }
            guard let connect else { return }
            try await bringUpControlPlane(request, connect)
        }
    }

    /// Folders of the system that engines and tools make and never remove.
    private static let borrowedFolders = ["/etc/docker", "/opt/containerd", "/run/netns"]

    private func bringUpEngines(_ supervisor: String) async throws {
        try await runner.carryOut(network.switchSteps)
        try await runner.carryOut(spaces.directorySteps)
        for folder in [paths.processes, paths.identities, paths.logs] {
            try HostFiles.makeFolder(folder, permissions: 0o700)
        }
        let registry = try await prepareRegistry()
        for node in spec.nodes { try await prepare(node, isCut: false) }
        say("network: \(spec.nodes.count) nodes and this machine on \(spec.subnet)")

        try HostFiles.makeFolder(paths.frontDoor)
        let frontDoor = FrontDoorConfiguration.text(for: spec)
        try HostFiles.write(frontDoor, to: paths.frontDoorConfiguration)
        try define(processes.resolver())
        try define(processes.registry(revision: registry))
        try define(processes.frontDoor(revision: Fingerprint.of([frontDoor])))
        for node in spec.nodes { try define(processes.engine(node)) }
        let start = ContinuousClock.now
        try await reload(supervisor: supervisor)
        try await wait(for: "registry", log: ProcessPlan.registryName, seconds: 30) {
            isRunning(ProcessPlan.registryName) && SocketProbe.answers(spec.hostAddress, port: spec.ports.registry)
        }
        say("registry: https://\(spec.registryHost), images kept in \(RegistryPlan(spec).storage)")
        try await wait(for: "front door", log: ProcessPlan.frontDoorName, seconds: 30) {
            isRunning(ProcessPlan.frontDoorName) && SocketProbe.answers("127.0.0.1", port: spec.ports.frontDoor)
        }
        say("front door: http://127.0.0.1:\(spec.ports.frontDoor) to port \(spec.ports.routing) of every node")
        say("for https: port \(spec.ports.secureFrontDoor) to \(spec.ports.secureRouting) of every node")
        for node in spec.nodes { try await waitForEngine(node, since: start) }
    }

    private func bringUpControlPlane(_ request: LocalUpRequest, _ connect: Connect) async throws {
        let cluster = LocalUpRequest.clusterName
        let access = LocalServerAccess(
            url: "https://127.0.0.1:\(spec.ports.server)",
            nodeURL: "https://\(spec.hostAddress):\(spec.ports.server)",
            dataDirectory: paths.server
        )
        try HostFiles.makeFolder(paths.server, permissions: 0o700)
        try define(processes.server(request.programs))
        try define(processes.balancer(request.programs))
        try await reload(supervisor: request.programs.gantry)
        try await wait(for: "server", log: ProcessPlan.serverName, seconds: 60) {
            isRunning(ProcessPlan.serverName) && SocketProbe.answers("127.0.0.1", port: spec.ports.server)
        }
        say("server: \(access.url)")
        let api = try await connect(access)
        try await api.ensureCluster(named: cluster, rootDomain: LocalUpRequest.rootDomain, ports: spec.ports)
        try await api.logIn(to: registryAccess(), cluster: cluster)
        try await api.setImageMap(request.imageMap, cluster: cluster)
        say("cluster: \(cluster), applications at *.\(LocalUpRequest.rootDomain):\(spec.ports.frontDoor)")

        let start = ContinuousClock.now
        for node in spec.nodes {
            if !HostFiles.exists(paths.joined(node.name)) {
                let ticket = try await api.joinTicket(forNode: node.name, cluster: cluster)
                try await runner.run(processes.join(node, request.programs, with: ticket))
                try HostFiles.write("", to: paths.joined(node.name))
            }
            try define(processes.agent(node, request.programs))
        }
        try await reload(supervisor: request.programs.gantry)
        for node in spec.nodes {
            try await wait(for: node.name, log: ProcessPlan.agentName(node.name), seconds: 120) {
                try await api.nodeIsReady(node.name, cluster: cluster)
            }
            say("\(node.name): member of \(cluster), \(node.zone) (\(Self.seconds(start.duration(to: .now))))")
        }
        try await api.writeContext(cluster: cluster)
    }

    /// The node's network, view of the machine and folders, as before its engine starts.
    func prepare(_ node: LocalNodeSpec, isCut: Bool) async throws {
        let certificates = "\(paths.dockerSettings(of: node.name))/certs.d/\(spec.registryHost)"
        try HostFiles.makeFolder(certificates)
        try HostFiles.write(HostFiles.text(paths.registryAuthority) ?? "", to: "\(certificates)/ca.crt")
        for folder in [paths.dockerData(of: node.name), paths.agentData(of: node.name)] {
            try HostFiles.makeFolder(folder, permissions: 0o710)
        }
        try HostFiles.makeFolder("\(paths.node(node.name))/run")
        try HostFiles.makeFolder("/etc/docker")
        try await runner.carryOut(network.steps(for: node))
        try await runner.run(isCut ? network.cut(node) : network.heal(node))
        try await runner.carryOut(spaces.steps(for: node))
    }

    /// Waits until a node's engine answers.
    func waitForEngine(_ node: LocalNodeSpec, since start: ContinuousClock.Instant) async throws {
        var version: String?
        try await wait(for: "\(node.name)'s engine", log: ProcessPlan.engineName(node.name), seconds: 120) {
            guard isRunning(ProcessPlan.engineName(node.name)) else { return false }
            version = SocketProbe.engineVersion(socket: paths.dockerSocket(of: node.name))
            return version != nil
        }
        say(
            "\(node.name): Docker Engine \(version ?? "") at \(node.address)"
                + " (\(Self.seconds(start.duration(to: .now))))"
        )
    }

    private func checkPortsAreFree() throws {
        let ports = [
            (ProcessPlan.frontDoorName, "127.0.0.1", spec.ports.frontDoor, "--front-door-port"),
            (ProcessPlan.frontDoorName, "127.0.0.1", spec.ports.secureFrontDoor, "--front-door-port"),
            (ProcessPlan.serverName, "127.0.0.1", spec.ports.server, "--server-port"),
            (ProcessPlan.serverName, "127.0.0.1", spec.ports.agent, "--agent-port"),
            // The registry's own address need not be there yet; whoever listens on all addresses answers here too.
            (ProcessPlan.registryName, "127.0.0.1", spec.ports.registry, "--registry-port"),
        ]
        for (process, address, port, flag) in ports where IdentityFile.live(paths.identity(of: process)) == nil {
            guard SocketProbe.answers(address, port: port) else { continue }
            throw LocalClusterError(
                "\(process) port \(port)",
                "another program listens on it",
                remedy: "stop that program, or give another port with \(flag)"
            )
        }
    }

    private func elapsed(_ body: () async throws -> Void) async throws -> String {
        let start = ContinuousClock.now
        try await body()
        return Self.seconds(start.duration(to: .now))
    }

    /// A duration as `1.2 s`.
    static func seconds(_ duration: Duration) -> String {
        let tenths = duration.components.seconds * 10 + duration.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
