//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials

extension LocalClusterManager {
    /// Looks at everything and says how it is; changes nothing.
    package func status() async throws -> LocalClusterStatus {
        let record = try record()
        let links = await upLinks()
        let supervises = IdentityFile.live(paths.supervisorIdentity) != nil
        let parts = [
            LocalClusterStatus.Part(name: "supervisor", address: "", state: supervises ? .running : .failing),
            try part("server", ProcessPlan.serverName, "127.0.0.1", spec.ports.server),
            try part("registry", ProcessPlan.registryName, spec.hostAddress, spec.ports.registry),
            try part("front door", ProcessPlan.frontDoorName, "127.0.0.1", spec.ports.frontDoor),
            LocalClusterStatus.Part(
                name: "load balancers",
                address: "",
                state: try condition(ProcessPlan.balancerName) { true }
            ),
        ]
        let nodes = try record.spec.nodes.map { node in
            let cable = links[node.name]
            let version = SocketProbe.engineVersion(socket: paths.dockerSocket(of: node.name))
            return LocalClusterStatus.NodeCondition(
                name: node.name,
                address: node.address,
                zone: node.zone,
                power: cable == nil ? "off" : "on",
                network: cable.map { $0 ? "up" : "cut" } ?? "none",
                engine: try condition(ProcessPlan.engineName(node.name)) { version != nil },
                engineVersion: version,
                agent: try condition(ProcessPlan.agentName(node.name)) { true },
                dockerHost: "unix://\(paths.dockerSocket(of: node.name))"
            )
        }
        return LocalClusterStatus(stateDirectory: paths.root, parts: parts, nodes: nodes)
    }

    private func part(
        _ name: String,
        _ process: String,
        _ address: String,
        _ port: Int
    ) throws -> LocalClusterStatus.Part {
        LocalClusterStatus.Part(
            name: name,
            address: "\(address):\(port)",
            state: try condition(process) { SocketProbe.answers(address, port: port) }
        )
    }

    private func condition(_ process: String, answers: () -> Bool) throws -> ProcessCondition {
        guard let definition = try definition(of: process) else { return .absent }
        guard isRunning(process) else { return definition.isWanted ? .failing : .stopped }
        return answers() ? .running : .starting
    }

    /// The switch's cables: name, and whether it is whole.
    private func upLinks() async -> [String: Bool] {
        struct Link: Decodable {
            let ifname: String
            let flags: [String]
        }
        guard let text = try? await runner.run(network.links),
            let links = try? JSONDecoder().decode([Link].self, from: Data(text.utf8))
        else { return [:] }
        return Dictionary(links.map { ($0.ifname, $0.flags.contains("UP")) }) { first, _ in first }
    }
}
