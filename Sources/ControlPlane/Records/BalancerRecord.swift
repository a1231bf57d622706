//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A load balancer as it is kept in the Store.
struct BalancerRecord: Codable, Hashable, Sendable {
    /// How many there may be on a server.
    static let countLimit = 1_000

    var spec: BalancerSpec
    /// The cluster that it is bound to.
    var cluster: ClusterID?
    /// The cluster that it was made with, and goes with; nil for one that a user made.
    var madeFor: ClusterID?
    /// Whether it leads to the routing of that cluster's nodes.
    var isDefault = false
    /// Sorted by name; nil for none.
    var certificates: [BalancerCertificateRecord]?
    var created: Timestamp
    var updated: Timestamp

    var name: BalancerName { spec.name }
}
