//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// One message of an agent's report stream: a line of JSON.
///
/// The control plane opens the stream (`AgentPaths.reports`) once a connection; the agent answers with `full`, then
/// with changes as they happen, and with `heartbeat` when there was nothing to say for `heartbeatSeconds`.
package enum AgentReport: Codable, Sendable, Hashable {
    /// How long the stream may be silent, in seconds.
    package static let heartbeatSeconds = 2

    /// Everything there is; what it doesn't name is gone.
    case full(NodeReport)
    /// The engine's or the machine's state changed.
    case node(NodeStatus)
    /// A container appeared or changed.
    case container(ContainerStatus)
    /// A container is gone.
    case removed(ContainerID)
    case heartbeat
}

/// Everything that a node has.
package struct NodeReport: Codable, Sendable, Hashable {
    package var status: NodeStatus
    /// All containers of the engine, stopped ones and those of others included.
    package var containers: [ContainerStatus]

    package init(status: NodeStatus, containers: [ContainerStatus]) {
        self.status = status
        self.containers = containers
    }
}
