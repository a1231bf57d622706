//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import Balancing
import ControlPlane
import Model

/// Gives the load balancer program of the server's own host what all clusters have there.
actor HostBalancer: HostBalancing {
    /// How long the program may take to put a table in place.
    private static let limit = Duration.seconds(5)
    /// How long a cluster may take to put its part at the server's start; it gives up lost nodes after 10 s.
    private static let startLimit = Duration.seconds(12)

    private let hub: AddonHub
    /// Where the program subscribes.
    private let socketPath: String
    private let clock: @Sendable () -> Timestamp
    private var parts: [ClusterID: [BalancerListener]] = [:]
    /// Whose listener a port is.
    private var owners: [ContainerPort: ClusterID] = [:]
    /// The clusters whose parts are waited for; nil until it is known which.
    private var awaited: Set<ClusterID>?
    private var waiting: [Int: WakeUp] = [:]
    private var waits = 0
    private var revision: Int64 = 0

    init(hub: AddonHub, socketPath: String, clock: @escaping @Sendable () -> Timestamp = { .now }) {
        self.hub = hub
        self.socketPath = socketPath
        self.clock = clock
    }

    func begin(with clusters: Set<ClusterID>) async {
        awaited = clusters.subtracting(parts.keys)
        // What an earlier server had, and nobody has any more, ends.
        if clusters.isEmpty { await publish() }
        settle()
    }

    func put(_ listeners: [BalancerListener], of cluster: ClusterID) async -> String {
        // Also one without a listener, so that it isn't waited for.
        parts[cluster] = listeners
        awaited?.remove(cluster)
        settle()
        await waitForOthers()
        var problems = await publish().filter { $0.cluster == cluster }.map(\.text)
        if let refusal = await refusal() { problems.append(refusal) }
        return problems.joined(separator: "; ")
    }

    func drain(_ containers: [String], seconds: Int) async {
        _ = await hub.drain(containers, seconds: seconds)
    }

    var obstacle: String? {
        get async {
            guard await !hub.hasSubscribers(.balancer) else { return nil }
            return
                "nobody listens on the server's host; run `gantry-agent balancer --addon-socket \(socketPath)` there, "
                + "as a service that starts with the machine"
        }
    }

    // MARK: Start

    private func settle() {
        for wait in waiting.values { wait.raise() }
    }

    private func waitForOthers() async {
        guard awaited?.isEmpty != true else { return }
        let wakeUp = WakeUp()
        waits += 1
        let number = waits
        waiting[number] = wakeUp
        await wakeUp.wait(atMost: Self.startLimit) { await self.awaited?.isEmpty == true }
        waiting[number] = nil
        awaited = []
    }

    // MARK: Tables

    /// Makes a table of all parts and has the program get it.
    ///
    /// - Returns: What is left out because another cluster has the port.
    @discardableResult
    private func publish() async -> [(cluster: ClusterID, text: String)] {
        let (listeners, problems) = merge()
        revision = max(revision + 1, clock().nanoseconds / 1_000_000)
        var table = BalancerTable(revision: revision, listeners: listeners)
        table.isOnServer = true
        _ = await hub.accept(table)
        return problems
    }

    private func merge() -> (listeners: [BalancerListener], problems: [(cluster: ClusterID, text: String)]) {
        owners = owners.filter { port, cluster in parts[cluster]?.contains { $0.nodePort == port } ?? false }
        var listeners: [BalancerListener] = []
        var problems: [(cluster: ClusterID, text: String)] = []
        for (cluster, part) in parts.sorted(by: { $0.key < $1.key }) {
            for listener in part {
                let owner = owners[listener.nodePort, default: cluster]
                guard owner == cluster else {
                    problems.append((cluster, BalancerTable.omission(of: listener, Self.takenPort)))
                    continue
                }
                owners[listener.nodePort] = cluster
                listeners.append(listener)
            }
        }
        return (BalancerTable.sorted(listeners), problems)
    }

    private static let takenPort = "a load balancer of another cluster has the port; choose another port"

    /// What the program says against the newest table; nil for nothing.
    private func refusal() async -> String? {
        let published = revision
        switch await hub.publication(of: published, to: .balancer, within: Self.limit) {
        case .applied, .pending:
            let newest = await hub.newestAnswer(of: .balancer)
            guard newest > published, revision == published else { return nil }
            // It has a table of a server whose clock was ahead, and never goes back: continue after it.
            revision = newest
            await publish()
            return await refusal()
        case .refused(let reason): return reason
        }
    }
}
