//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A node as the control plane knows it at this moment.
struct NodeState: Sendable {
    var record: NodeRecord
    /// The connection of its agent, and a number that tells it from earlier ones.
    var connection: (any NodeConnection)?
    var session = 0
    /// Nil until the agent's first report after the server's start.
    var status: NodeStatus?
    /// What was reported last, kept while the node is away.
    var containers = NodeContainers()
    /// Containers that the engine said are removed, until the agent has reported it.
    ///
    /// A report from before, which the engine's answer overtook, must not bring them back.
    var removed: Set<ContainerID> = []
    /// Whether it has its part in the overlay network.
    var isNetworkReady = false
    /// Why it has not, for people.
    var networkProblem: String?
    /// Whether it is being taken out of the cluster.
    var isLeaving = false
    /// While it is away: until when its agent was heard.
    var lastHeard: Timestamp?
    /// When its present connection began.
    var attached: Timestamp?
    /// Since when it counts as lost, while it does.
    var lost: Timestamp?
    private var deliveries: [NodeTable: TableDelivery] = [:]

    /// How far it is with the tables of a kind.
    subscript(table: NodeTable) -> TableDelivery {
        get { deliveries[table] ?? TableDelivery() }
        set { deliveries[table] = newValue }
    }

    /// Whether it has what a kind of tables is for.
    func uses(_ table: NodeTable) -> Bool {
        switch table {
        case .routes: true
        case .proxyServices: !containers.proxies.isEmpty
        case .balancers: containers.hasAny(of: SystemApplications.balancingName.rawValue)
        }
    }

    /// A node that is not connected yet.
    init(record: NodeRecord, lastHeard: Timestamp) {
        self.record = record
        self.lastHeard = lastHeard
        isNetworkReady = record.lastStatus?.swarmState == "active"
    }

    /// When it gave its last sign of life, while it is away.
    ///
    /// A connection is one for as long as it lasts without a report, so that none that break at once keep a node alive.
    var lastSign: Timestamp? { lastHeard.map { max($0, attached ?? $0) } }

    var condition: NodeCondition {
        guard connection != nil, let status else { return lost == nil ? .disconnected : .lost }
        guard status.isEngineReachable else { return .engineDown }
        guard !isLeaving, record.drained == nil else { return .drained }
        return isNetworkReady ? .ready : .joining
    }

    /// The labels that people gave, with the engine's, the zone's and the node's number.
    var labels: [String: String] {
        var labels = (status ?? record.lastStatus)?.engineLabels ?? [:]
        labels.merge(record.labels) { $1 }
        return labels.merging(placeLabels) { $1 }
    }

    /// The labels that nobody gave it here: its engine's, the zone's and its number.
    var ownLabels: [String: String] {
        ((status ?? record.lastStatus)?.engineLabels ?? [:]).merging(placeLabels) { $1 }
    }

    /// What constraints call a node's zone.
    static let zoneLabel = "aliyun.zone"

    private var placeLabels: [String: String] {
        var labels: [String: String] = [:]
        if !record.zone.isEmpty { labels[Self.zoneLabel] = record.zone }
        if let index = record.index { labels["aliyun.node_index"] = String(index) }
        return labels
    }

    /// The labels that constraints ask for: those above, and what the engine says of itself, which nobody overrides.
    ///
    /// The names are those of classic Swarm.
    var constraintLabels: [String: String] {
        var labels = labels
        guard let status = status ?? record.lastStatus else { return labels }
        labels["kernelversion"] = status.kernelVersion
        labels["operatingsystem"] = status.operatingSystem
        if let driver = status.storageDriver { labels["storagedriver"] = driver }
        if let type = status.osType { labels["ostype"] = type }
        return labels
    }

    var engine: EngineCalls? {
        connection.map { EngineCalls(connection: $0, nodeName: record.name) }
    }
}
