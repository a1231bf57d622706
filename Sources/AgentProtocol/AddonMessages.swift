//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Balancing
package import CustomRouting
package import Routing

/// What an agent says to a container that subscribed through the addon socket: a line of JSON each.
///
/// Routers have the socket `addon.sock` in the agent's run directory, which routing containers mount. A router connects
/// and gets the table at once, then each later one; it answers with `AddonReply`.
///
/// Proxies of the users' own have the socket `proxy/addon.sock` there, and nothing else: a proxy connects, says which
/// services it leads to, and gets these.
///
/// The node's load balancers have the socket `balancer/addon.sock` there: they connect and get their table.
package enum AddonMessage: Codable, Sendable, Hashable {
    /// Put this table in place and acknowledge it.
    case table(RouteTable)
    /// Say when these draining servers have no request left, or when the time is over.
    case drain(id: Int, servers: [String], timeoutSeconds: Int)
    /// Put these services in place and acknowledge them.
    case services(ProxyServiceTable)
    /// Say what HAProxy counts of these backends, of all for none.
    case statistics(id: Int, backends: [String])
    /// Put these listeners in place and acknowledge them.
    case balancers(BalancerTable)
}

/// What a router, a proxy or a load balancer says to its agent: a line of JSON each.
package enum AddonReply: Codable, Sendable, Hashable {
    /// A proxy's first words: the services that it wants to be told of.
    case subscribe(ProxyScope)
    /// The table of that revision is in place; `error` says why it isn't, or what of it isn't, where the last good one
    /// stays.
    case applied(revision: Int64, error: String?)
    /// `done` is false when requests were left when the time was over.
    case drained(id: Int, done: Bool)
    /// What was asked for, or why it can't be said.
    case statistics(id: Int, RouterStatistics?, error: String?)
}
