//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A node's engine and machine as its agent sees them.
package struct NodeStatus: Codable, Hashable, Sendable {
    package var hostname: String
    /// The engine's own ID.
    package var engineID: String
    package var engineVersion: String
    package var apiVersion: String
    package var agentVersion: String
    package var operatingSystem: String
    package var kernelVersion: String
    package var cpus: Int
    package var memoryBytes: Int64
    /// Labels of the engine.
    package var engineLabels: [String: String]
    /// `inactive`, `pending`, `active`, `error` or `locked`: the engine's part in the overlay network's swarm.
    package var swarmState: String
    package var isSwarmManager: Bool
    /// False while the agent can't reach its engine.
    package var isEngineReachable: Bool
    /// What the agent found wrong with the machine at join, a line each.
    package var warnings: [String]
    /// What carries the images, such as `overlay2`; nil from an agent too old to say.
    package var storageDriver: String?
    /// `linux` or `windows`; nil from an agent too old to say.
    package var osType: String?
    /// Those with a name, at most 1,000; nil while they aren't known.
    package var images: [NodeImage]?
    /// Where the engine keeps images, containers and volumes; nil when the agent can't tell.
    package var disk: DiskSpace?
    /// Nil when the machine has no GPUs.
    package var gpus: GPUInventory?

    package init(hostname: String) {
        self.hostname = hostname
        engineID = ""
        engineVersion = ""
        apiVersion = ""
        agentVersion = ""
        operatingSystem = ""
        kernelVersion = ""
        cpus = 0
        memoryBytes = 0
        engineLabels = [:]
        swarmState = "inactive"
        isSwarmManager = false
        isEngineReachable = false
        warnings = []
    }
}

/// Whether a node can be given work.
package enum NodeCondition: String, Codable, Hashable, Sendable {
    /// Connected, its engine answers, and it may take containers.
    case ready
    /// Connected, but its part in the cluster's network is still being made.
    case joining
    /// Connected, but taken out of service by an operator.
    case drained
    /// Not connected for a short while: nothing moves yet.
    case disconnected
    /// Not connected for so long that its containers count as lost.
    case lost
    /// Connected, but its engine doesn't answer.
    case engineDown
}
