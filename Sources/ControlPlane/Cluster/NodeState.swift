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
    /// By ID: what was reported last, kept while the node is away.
    var containers: [ContainerID: ContainerStatus] = [:]
    /// Whether it has its part in the overlay network.
    var isNetworkReady = false
    /// Why it has not, for people.
    var networkProblem: String?
    /// Whether it is being taken out of the cluster.
    var isLeaving = false
    /// Since when it is away, while it is.
    var disconnected: Timestamp?
    /// The newest route table that its routers have in place.
    var acknowledgedRoutes: Int64 = 0
    /// Wakes the task that sends it route tables.
    var routeSignal: AsyncStream<Void>.Continuation?

    init(record: NodeRecord, disconnected: Timestamp) {
        self.record = record
        self.disconnected = disconnected
        isNetworkReady = record.lastStatus?.swarmState == "active"
    }

    func condition(now: Timestamp, lossAfter: Duration) -> NodeCondition {
        guard connection != nil, let status else {
            guard let disconnected, now - disconnected < lossAfter else { return .lost }
            return .disconnected
        }
        guard status.isEngineReachable else { return .engineDown }
        guard !isLeaving, record.drained == nil else { return .drained }
        return isNetworkReady ? .ready : .joining
    }

    /// The labels that people gave, with the zone's.
    var labels: [String: String] {
        var labels = (status ?? record.lastStatus)?.engineLabels ?? [:]
        labels.merge(record.labels) { $1 }
        if !record.zone.isEmpty { labels["aliyun.zone"] = record.zone }
        return labels
    }

    var engine: EngineCalls? {
        connection.map { EngineCalls(connection: $0, nodeName: record.name) }
    }
}
