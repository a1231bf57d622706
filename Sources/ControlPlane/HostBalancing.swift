//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Balancing
package import Model

/// The load balancers on the server's own host: one program beside the server, which listens for all clusters.
package protocol HostBalancing: Sendable {
    /// Names the clusters that have such load balancers at the server's start.
    ///
    /// Before each of them has put its part, the program keeps what it has.
    func begin(with clusters: Set<ClusterID>) async

    /// Puts a cluster's listeners in place; returns when they are, when they aren't, or when that takes too long.
    ///
    /// - Returns: What of them is not in place, and why; empty for nothing.
    func put(_ listeners: [BalancerListener], of cluster: ClusterID) async -> String

    /// Waits for what is under way to containers that are to go, for a number of seconds at most.
    func drain(_ containers: [String], seconds: Int) async

    /// Why there is nobody who listens, and what to do; nil where there is.
    var obstacle: String? { get async }
}
