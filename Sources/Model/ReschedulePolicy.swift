//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What becomes of a service's containers when their node is lost.
package enum ReschedulePolicy: String, Codable, Hashable, Sendable, CaseIterable {
    /// They wait until the node is back.
    case off
    /// They are made anew on other nodes, without the data that was on the lost one.
    case onNodeFailure = "on-node-failure"
}
