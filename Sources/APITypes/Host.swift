//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A node as the API shows it.
package struct Host: Codable, Sendable, Hashable {
    package var name: String
    package var ip: String
    package var healthy: Bool
    /// The node's ID.
    package var instanceID: String
    package var zoneID: String
    package var regionID: String
    /// `ready`, `drained`, `disconnected`, `lost` or `engineDown`.
    package var status: String
    package var created: String
    package var updated: String
    package var containers: Int
    package var containersRunning: Int
    package var containersPaused: Int
    package var containersStopped: Int
    package var agentVersion: String
    package var engineVersion: String
    package var cpus: Int
    package var memoryBytes: Int64
    /// What containers reserve of the processors, in cores.
    package var reservedCPUs: Double
    package var reservedMemoryBytes: Int64
    /// The room where the engine keeps images, containers and volumes; nil while it isn't known.
    package var diskBytes: Int64?
    /// To a hundredth of the whole.
    package var diskFreeBytes: Int64?
    package var labels: [String: String]
    /// When the node's certificate ends.
    package var certificateExpires: String

    package init(name: String, ip: String) {
        self.name = name
        self.ip = ip
        healthy = false
        instanceID = ""
        zoneID = ""
        regionID = ""
        status = ""
        created = ""
        updated = ""
        containers = 0
        containersRunning = 0
        containersPaused = 0
        containersStopped = 0
        agentVersion = ""
        engineVersion = ""
        cpus = 0
        memoryBytes = 0
        reservedCPUs = 0
        reservedMemoryBytes = 0
        labels = [:]
        certificateExpires = ""
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case ip = "IP"
        case healthy = "Healthy"
        case instanceID = "InstanceId"
        case zoneID = "ZoneId"
        case regionID = "RegionId"
        case status = "Status"
        case created, updated
        case containers = "Containers"
        case containersRunning = "ContainersRunning"
        case containersPaused = "ContainersPaused"
        case containersStopped = "ContainersStopped"
        case agentVersion = "AgentVersion"
        case engineVersion = "EngineVersion"
        case cpus = "CPUs"
        case memoryBytes = "MemoryBytes"
        case reservedCPUs = "ReservedCPUs"
        case reservedMemoryBytes = "ReservedMemoryBytes"
        case diskBytes = "DiskBytes"
        case diskFreeBytes = "DiskFreeBytes"
        case labels = "Labels"
        case certificateExpires = "CertificateExpires"
    }
}

/// How far the draining of a node is.
package struct DrainObject: Codable, Sendable, Hashable {
    package struct Container: Codable, Sendable, Hashable {
        package var name: String
        package var project: String
        /// What it waits for.
        package var reason: String
        /// Whether no other node can take it.
        package var isUnplaceable: Bool

        package init(name: String, project: String, reason: String, isUnplaceable: Bool) {
            self.name = name
            self.project = project
            self.reason = reason
            self.isUnplaceable = isUnplaceable
        }

        enum CodingKeys: String, CodingKey {
            case name, project, reason
            case isUnplaceable = "is_unplaceable"
        }
    }

    package var node: String
    package var isDrained: Bool
    /// Containers of applications that still run there.
    package var remaining: [Container]

    package init(node: String, isDrained: Bool, remaining: [Container]) {
        self.node = node
        self.isDrained = isDrained
        self.remaining = remaining
    }

    enum CodingKeys: String, CodingKey {
        case node, remaining
        case isDrained = "is_drained"
    }
}

/// Which containers would move where to spread the load better.
package struct RebalanceObject: Codable, Sendable, Hashable {
    package struct Move: Codable, Sendable, Hashable {
        package var container: String
        /// `{project}_{service}`.
        package var service: String
        /// Names of nodes.
        package var from: String
        package var to: String
        package var reason: String

        package init(container: String, service: String, from: String, to: String, reason: String) {
            self.container = container
            self.service = service
            self.from = from
            self.to = to
            self.reason = reason
        }
    }

    package var moves: [Move]

    package init(moves: [Move]) { self.moves = moves }
}
