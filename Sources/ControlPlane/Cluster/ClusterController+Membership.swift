//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol
import Logging
import Model
import Store

extension ClusterController {
    /// Makes a node of a machine, or gives the one it is a new certificate.
    func join(_ request: JoinRequest) async throws -> (NodeID, certificatePEM: String) {
        guard HostNameSyntax.isValid(request.name) else {
            throw ControlPlaneError(
                .invalid,
                "node name '\(request.name.prefix(80))': is no host name; give one of letters, digits and hyphens with --name"
            )
        }
        guard !request.address.isEmpty, request.address.utf8.count <= 253, !request.engineID.isEmpty else {
            throw ControlPlaneError(.invalid, "join: needs the machine's address and its engine's ID; update the agent")
        }
        guard request.labels.count <= 100, request.zone.utf8.count <= 128 else {
            throw ControlPlaneError(.invalid, "join: takes 100 labels at most and a zone of 128 bytes; give fewer")
        }
        let known = nodes.values.first { $0.record.engineID == request.engineID }
        if let other = nodes.values.first(where: {
            $0.record.id != known?.record.id
                && ($0.record.name == request.name || $0.record.address == request.address)
        }) {
            let what = other.record.name == request.name ? "name \(request.name)" : "address \(request.address)"
            throw ControlPlaneError(
                .conflict,
                "node \(request.name): \(what) belongs to another node of the cluster; choose another with --name or "
                    + "--address, or remove the old one with `gantry node rm \(other.record.name)`"
            )
        }
        let nodeID = known?.record.id ?? NodeID("n" + Self.randomID())
        let issued = try certificates.issueNode(csrPEM: request.certificateSigningRequest, cluster: id, node: nodeID)
        let node = NodeRecord(
            id: nodeID,
            name: request.name,
            address: request.address,
            zone: request.zone,
            labels: request.labels,
            engineID: request.engineID,
            created: known?.record.created ?? now,
            updated: now,
            certificateExpires: issued.expires,
            lastStatus: known?.record.lastStatus,
            index: known?.record.index ?? freeIndex(),
            drained: known?.record.drained
        )
        // Memory first: of two machines that come at a time with one name, the second finds it taken.
        let previous = nodes[nodeID]?.record
        if previous == nil {
            nodes[nodeID] = NodeState(record: node, lastHeard: now + LossClock.dialing)
        } else {
            nodes[nodeID]?.record = node
        }
        do {
            try await repository.put(node, StoreKeys.node(id, nodeID))
        } catch {
            if let previous { nodes[nodeID]?.record = previous } else { nodes[nodeID] = nil }
            throw error
        }
        await events.record("node.joined", "\(node.name) joined at \(node.address)", about: .init(node: node.name))
        changes.send()
        return (nodeID, issued.certificatePEM)
    }

    /// The lowest number that no node has.
    private func freeIndex() -> Int {
        let taken = Set(nodes.values.compactMap(\.record.index))
        return (1...(taken.count + 1)).first { !taken.contains($0) } ?? 1
    }

    func isReady(_ node: NodeID) -> Bool {
        nodes[node]?.condition == .ready
    }

    func node(named nameOrAddress: String) throws -> NodeState {
        guard
            let node = nodes.values.first(where: {
                $0.record.name == nameOrAddress || $0.record.address == nameOrAddress
                    || $0.record.id.rawValue == nameOrAddress
            })
        else {
            throw ControlPlaneError(
                .notFound,
                "Not Found: there is no node '\(nameOrAddress)' in cluster \(record.name); `gantry node ls` lists them"
            )
        }
        return node
    }

    /// Sets all that people say of a node, in place of what was said before; the label `aliyun.zone` is its zone.
    func setLabels(_ labels: [String: String], ofNode name: String) async throws {
        guard labels.count <= 100 else {
            throw ControlPlaneError(.tooLarge, "labels: takes 100 at most; give fewer")
        }
        let zone = labels[NodeState.zoneLabel] ?? ""
        guard zone.utf8.count <= 128 else {
            throw ControlPlaneError(
                .invalid,
                "\(NodeState.zoneLabel): a zone has 128 bytes at most; give a shorter one"
            )
        }
        let node = try node(named: name)
        var record = node.record
        // Who changes one label sends back all that are shown; those that the node has of itself stay its own.
        let own = node.ownLabels
        record.labels = labels.filter { own[$0.key] != $0.value && $0.key != NodeState.zoneLabel }
        record.zone = zone
        record.updated = now
        try await repository.put(record, StoreKeys.node(id, record.id))
        nodes[record.id]?.record = record
        changes.send()
        markAllDirty()
    }

    /// Takes a node out of the cluster: its containers of Gantry's are removed, its engine leaves the network.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` when it has containers of applications and `force` isn't set.
    func removeNode(_ name: String, force: Bool) async throws {
        let node = try node(named: name)
        let own = node.containers.values.filter { $0.labels[ContainerLabels.cluster] == id.rawValue }
        let users = own.filter { status in
            applications.values.contains { $0.record.id == status.applicationID && !$0.record.isSystem }
        }
        guard users.isEmpty || force else {
            throw ControlPlaneError(
                .conflict,
                "node \(node.record.name): \(users.count) containers of applications are on it, such as "
                    + "\(users.map(\.name).min() ?? ""); scale them down or give --force, which loses their local data"
            )
        }
        // It stays connected until it is cleaned up, and takes nothing new.
        nodes[node.record.id]?.isLeaving = true
        publishRoutes()
        if let engine = node.engine {
            let runner = ContainerRunner(engine: engine)
            for status in own {
                // The node goes in any case; what it doesn't answer for stays on it.
                try? await runner.remove(status.id, volumes: false)
            }
        }
        await leaveNetwork(node)
        stopAwaiting([node.record.id])
        let connection = nodes.removeValue(forKey: node.record.id)?.connection
        var operations: [StoreOperation] = [.delete(key: StoreKeys.node(id, node.record.id))]
        for (key, runtime) in applications {
            let kept = runtime.placements.without(node.record.id)
            guard kept != runtime.placements else { continue }
            applications[key]?.placements = kept
            operations.append(
                .put(key: StoreKeys.assignments(id, key), value: try Repository.encode(AssignmentRecord(kept)))
            )
        }
        try await repository.store.commit(operations)
        await connection?.close()
        await events.record(
            "node.removed",
            "\(node.record.name) was removed",
            level: "warning",
            about: .init(node: node.record.name)
        )
        publishRoutes()
        changes.send()
        markAllDirty()
    }

    /// Takes a node out of the network's membership, as far as it and a manager can be told.
    private func leaveNetwork(_ node: NodeState) async {
        let own = node.engine
        @Sendable func leave() async {
            _ = try? await own?.call("POST", "/swarm/leave", query: [("force", "1")])
        }
        guard let engine = networkManager(besides: node.record.id)?.engine else { return await leave() }
        do {
            try await OverlayNetwork.retire(address: node.record.address, from: engine, leave: leave)
        } catch {
            logger.warning("node not retired from the swarm", metadata: ["error": "\(error)"])
            await leave()
        }
    }

    /// Changes the cluster's own record.
    func changeCluster(_ body: (inout ClusterRecord) -> Void) async throws {
        var changed = record
        body(&changed)
        changed.updated = now
        record = changed
        try await repository.put(changed, StoreKeys.cluster(id))
        publishRoutes()
        changes.send()
        markAllDirty()
    }

    /// - Throws: `ControlPlaneError.Code.conflict` while the cluster has nodes or applications.
    func checkDeletable() throws {
        let names = applications.values.filter { !$0.record.isSystem }.map(\.record.name.rawValue).sorted()
        guard names.isEmpty, nodes.isEmpty else {
            throw ControlPlaneError(
                .conflict,
                "cluster \(record.name): has \(nodes.count) nodes and the applications [\(names.joined(separator: ", "))]; "
                    + "remove them first"
            )
        }
    }
}
