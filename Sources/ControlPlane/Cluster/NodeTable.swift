//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import AgentProtocol

/// What a node's agent is sent again and again; of each kind the newest counts.
enum NodeTable: CaseIterable, Sendable {
    /// For its routers: every node has one.
    case routes
    /// For the proxies of the users' own.
    case proxyServices
    /// For its load balancers.
    case balancers

    var path: String {
        switch self {
        case .routes: AgentPaths.routes
        case .proxyServices: AgentPaths.proxyServices
        case .balancers: AgentPaths.balancers
        }
    }

    /// The event that tells people what was refused of it.
    var refusalEvent: String {
        switch self {
        case .routes: "route.refused"
        case .proxyServices: "proxy.refused"
        case .balancers: "balancer.refused"
        }
    }
}

/// How far a node is with the tables of a kind.
struct TableDelivery: Sendable {
    /// The newest one that it has in place.
    var acknowledged: Int64 = 0
    /// Wakes the task that sends them.
    var signal: AsyncStream<Void>.Continuation?
    /// What was said last that is not in place; empty for nothing.
    var problem = ""
    /// Whether the node has the newest one, but nobody there has said yet whether it is in place.
    var isPending = false
}
