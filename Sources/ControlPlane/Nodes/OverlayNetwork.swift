//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// Makes the cluster's network out of the engines' swarm mode: its membership and the overlay network itself.
///
/// Every step looks first and changes only what is missing, so it is run at each connection of a node.
struct OverlayNetwork: Sendable {
    static let port = 2377

    struct Member: Sendable {
        var engine: EngineCalls
        var address: String
        var status: NodeStatus
    }

    /// What comes by itself after a while.
    struct NotYet: Error, CustomStringConvertible {
        var description: String
    }

    /// Brings a node into the swarm, if its engine is in none.
    ///
    /// - Parameters:
    ///   - member: The node that connected.
    ///   - manager: A manager that is connected, if there is one besides the node itself.
    ///   - mayCreate: Whether the node may make the swarm when there is no manager: the cluster never had one.
    /// - Throws: `NotYet` while its engine is on its way back into the swarm, `ControlPlaneError` when there was a swarm
    ///   but no manager of it is connected, and when the engine can't get back by itself.
    static func admit(_ member: Member, manager: Member?, mayCreate: Bool) async throws {
        switch member.status.swarmState {
        case "inactive":
            break
        case "active":
            return
        case "pending":
            throw NotYet(description: "its engine looks for the managers of the network")
        case let state:
            throw ControlPlaneError(
                .unavailable,
                "cluster network: its engine's swarm mode is in state '\(state)'; look into `docker info` there, and if it "
                    + "doesn't recover, run `docker swarm leave --force` there"
            )
        }
        guard let manager else {
            guard mayCreate else {
                throw ControlPlaneError(
                    .unavailable,
                    "cluster network: no node that manages it is connected; start one of the first nodes again"
                )
            }
            try await member.engine.call(
                "POST",
                "/swarm/init",
                json: ["ListenAddr": .string("0.0.0.0:\(port)"), "AdvertiseAddr": .string(member.address)]
            )
            return
        }
        struct Swarm: Decodable {
            struct Tokens: Decodable { var Worker: String }
            var JoinTokens: Tokens
        }
        let swarm = try await manager.engine.decode(Swarm.self, "GET", "/swarm")
        try await member.engine.call(
            "POST",
            "/swarm/join",
            json: [
                "ListenAddr": .string("0.0.0.0:\(port)"),
                "AdvertiseAddr": .string(member.address),
                "RemoteAddrs": [.string("\(manager.address):\(port)")],
                "JoinToken": .string(swarm.JoinTokens.Worker),
            ]
        )
    }

    /// Makes the overlay network where it is missing.
    static func ensureNetwork(on manager: EngineCalls, subnet: String) async throws {
        do {
            try await manager.call("GET", "/networks/\(ContainerConfiguration.networkName)")
        } catch  where EngineCalls.isNotFound(error) {
            try await manager.call(
                "POST",
                "/networks/create",
                json: [
                    "Name": .string(ContainerConfiguration.networkName),
                    "Driver": "overlay",
                    "Attachable": true,
                    "CheckDuplicate": true,
                    "IPAM": ["Config": [["Subnet": .string(subnet)]]],
                ]
            )
        }
    }

    /// A node in the swarm's own list.
    private struct SwarmNode: Decodable {
        struct Version: Decodable { var Index: Int64 }
        struct Spec: Decodable { var Role: String }
        struct Status: Decodable {
            var State: String
            var Addr: String?
        }
        var ID: String
        var Version: Version
        var Spec: Spec
        var Status: Status

        func update(role: String, through manager: EngineCalls) async throws {
            try await manager.call(
                "POST",
                "/nodes/\(ID)/update",
                query: [("version", String(self.Version.Index))],
                json: ["Role": .string(role), "Availability": "active"]
            )
        }
    }

    /// How many managers a swarm of so many nodes has: three outlive the loss of one, two would not.
    static func managers(forNodes count: Int) -> Int { count >= 3 ? 3 : 1 }

    /// Sees to it that a node that came is there for the managers, too, and that there are as many as there should be.
    ///
    /// - Throws: `NotYet` as long as the managers take the node for away: its engine can start nothing in the network.
    static func settle(address: String, through manager: EngineCalls) async throws {
        let nodes = try await manager.decode([SwarmNode].self, "GET", "/nodes")
        let own = nodes.filter { $0.Status.Addr == address }
        guard own.isEmpty || own.contains(where: { $0.Status.State == "ready" }) else {
            throw NotYet(description: "the managers of the network don't hear from its engine yet")
        }
        try await balanceManagers(of: nodes, from: manager)
    }

    /// Makes managers of workers until there are as many as there should be.
    private static func balanceManagers(of nodes: [SwarmNode], from manager: EngineCalls) async throws {
        let alive = nodes.filter { $0.Status.State == "ready" }
        let missing = managers(forNodes: alive.count) - alive.filter { $0.Spec.Role == "manager" }.count
        guard missing > 0 else { return }
        for node in alive.filter({ $0.Spec.Role == "worker" }).sorted(by: { $0.ID < $1.ID }).prefix(missing) {
            try await node.update(role: "manager", through: manager)
        }
    }

    /// Takes a node out of the swarm's list, where it would count as a manager that is away.
    ///
    /// - Parameters:
    ///   - address: The node's address.
    ///   - manager: A manager that is another node.
    ///   - leave: Makes the node's engine leave, once it has nothing to manage any more.
    /// - Throws: When the manager refuses something.
    static func retire(
        address: String,
        from manager: EngineCalls,
        leave: @Sendable () async -> Void
    ) async throws {
        let nodes = try await manager.decode([SwarmNode].self, "GET", "/nodes").filter { $0.Status.Addr == address }
        for node in nodes where node.Spec.Role == "manager" {
            try await node.update(role: "worker", through: manager)
        }
        await leave()
        for node in nodes { try await manager.call("DELETE", "/nodes/\(node.ID)", query: [("force", "true")]) }
        let left = try await manager.decode([SwarmNode].self, "GET", "/nodes")
        try await balanceManagers(of: left, from: manager)
    }
}
