//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A node as it is kept in the Store.
struct NodeRecord: Codable, Sendable {
    var id: NodeID
    var name: String
    /// The address that other nodes reach it at.
    var address: String
    var zone: String
    /// Labels that an operator gave it.
    var labels: [String: String]
    var engineID: String
    var created: Timestamp
    var updated: Timestamp
    var certificateExpires: Timestamp
    /// What the agent said last, so that a node that is away can still be shown; its images are left out.
    var lastStatus: NodeStatus? {
        didSet { lastStatus?.images = nil }
    }
    /// Its number among the cluster's nodes, from 1, which no other has at the time: the label `aliyun.node_index`.
    ///
    /// Nil for a node that joined before nodes were numbered.
    var index: Int?
    /// Since when an operator has it taken out of service; nil while it takes containers.
    var drained: Timestamp?
}
