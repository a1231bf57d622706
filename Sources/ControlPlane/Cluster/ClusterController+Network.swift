//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension ClusterController {
    /// Gives a node its part in the overlay network whenever it has none, until cancelled.
    ///
    /// It takes containers once that is done. A failure is tried again, and shown on the node meanwhile.
    func keepInNetwork(_ nodeID: NodeID, session: Int) async {
        let subscription = changes.subscribe()
        changes.send()
        var attempts = 0
        for await _ in subscription {
            guard let node = nodes[nodeID], node.session == session else { return }
            guard !node.isNetworkReady, node.status?.isEngineReachable == true else { continue }
            do {
                try await admissions.run { try await self.enterNetwork(nodeID) }
                guard nodes[nodeID]?.session == session else { return }
                nodes[nodeID]?.isNetworkReady = true
                nodes[nodeID]?.networkProblem = nil
                attempts = 0
                markAllDirty()
            } catch {
                attempts += 1
                let problem = "\(error)"
                // A node that joins or comes back is not there for the managers at once.
                if !(error is OverlayNetwork.NotYet && attempts < 5), nodes[nodeID]?.networkProblem != problem {
                    nodes[nodeID]?.networkProblem = problem
                    await events.record(
                        "node.network",
                        "\(node.record.name) can't join the cluster's network yet: \(problem)",
                        level: "warning",
                        about: .init(node: node.record.name)
                    )
                }
                try? await Task.sleep(for: settings.retryDelay.after(attempts: attempts))
            }
            changes.send()
        }
    }

    private func enterNetwork(_ nodeID: NodeID) async throws {
        guard let node = nodes[nodeID], let engine = node.engine, let status = node.status else { return }
        let member = OverlayNetwork.Member(engine: engine, address: node.record.address, status: status)
        let manager = networkManager(besides: nodeID)
        try await OverlayNetwork.admit(member, manager: manager, mayCreate: !record.hasSwarm)
        if !record.hasSwarm {
            record.hasSwarm = true
            try await repository.put(record, StoreKeys.cluster(id))
        }
        // The report that says so is on its way; the next node needs to know it now.
        nodes[nodeID]?.status?.swarmState = "active"
        let madeIt = manager == nil && status.swarmState == "inactive"
        if madeIt { nodes[nodeID]?.status?.isSwarmManager = true }
        guard let managing = manager?.engine ?? (madeIt || status.isSwarmManager ? engine : nil) else {
            throw OverlayNetwork.NotYet(description: "no node that manages the network is connected")
        }
        try await OverlayNetwork.ensureHeartbeat(through: managing)
        try await OverlayNetwork.ensureNetwork(on: managing, subnet: record.subnetCIDR)
        try await OverlayNetwork.settle(address: node.record.address, through: managing)
    }

    /// Waits until no engine asks a manager that is gone for a container's address.
    ///
    /// An engine that has asked it can start nothing for much longer than this takes.
    func untilManagersAnswer() async throws {
        let subscription = changes.subscribe()
        while let end = nodes.values.compactMap(OverlayNetwork.noticed(lossOf:)).max(), end > now {
            await Self.wait(for: subscription, until: end - now)
            try Task.checkCancellation()
        }
    }

    /// Another node whose engine manages the swarm: one that has its part in the network, if there is one.
    ///
    /// A node that was away is not asked about itself: its engine finds the other managers again only after a while,
    /// and answers nothing until then.
    func networkManager(besides nodeID: NodeID) -> OverlayNetwork.Member? {
        let managers = nodes.values.filter { other in
            other.record.id != nodeID && other.connection != nil && other.status?.isSwarmManager == true
        }
        let preferred = managers.min {
            ($0.isNetworkReady ? 0 : 1, $0.record.name) < ($1.isNetworkReady ? 0 : 1, $1.record.name)
        }
        guard let preferred, let engine = preferred.engine, let status = preferred.status else { return nil }
        return OverlayNetwork.Member(engine: engine, address: preferred.record.address, status: status)
    }
}
