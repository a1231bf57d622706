//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A node as the scheduler sees it: what it has, and what is taken of it.
package struct NodeView: Sendable {
    package let id: NodeID
    package let name: String
    /// Empty when the node names none.
    package let zone: String
    package let labels: [String: String]
    /// The engine's own ID, by which an expression may call the node, too.
    package let engineID: String
    package let images: [NodeImage]
    package let condition: NodeCondition
    /// Thousandths of a core that the machine has.
    package let cpuMillis: Int64
    /// What the machine has.
    package let memoryBytes: Int64
    /// How many GPUs the machine has.
    package let gpus: Int
    /// How many containers it may have, by its label `containerslots`; nil for any number.
    package let slots: Int?

    /// Thousandths of a core that containers take.
    package private(set) var reservedCPUMillis: Int64 = 0
    package private(set) var reservedMemoryBytes: Int64 = 0
    package private(set) var reservedGPUs = 0
    /// By name; stopped ones and those yet to be created included.
    package private(set) var containers: [String: ContainerReservation] = [:]
    private var portHolders: [ContainerPort: [PortHolder]] = [:]

    private struct PortHolder {
        let key: PortKey
        let container: String
    }

    package init(
        id: NodeID,
        name: String,
        zone: String = "",
        labels: [String: String] = [:],
        engineID: String = "",
        images: [NodeImage] = [],
        condition: NodeCondition = .ready,
        cpuMillis: Int64,
        memoryBytes: Int64,
        gpus: Int = 0
    ) {
        self.id = id
        self.name = name
        self.zone = zone
        self.labels = labels
        self.engineID = engineID
        self.images = images
        self.condition = condition
        self.cpuMillis = cpuMillis
        self.memoryBytes = memoryBytes
        self.gpus = gpus
        slots = labels["containerslots"].flatMap { Int($0) }
    }

    /// The container that holds a port the key clashes with, other than the one named.
    package func holder(of key: PortKey, except name: String) -> String? {
        portHolders[key.port]?.first { $0.container != name && $0.key.conflicts(with: key) }?.container
    }

    /// Takes in what a container takes; one of the same name counts once, with the greater of both.
    ///
    /// - Returns: What it takes now, and what it took before.
    @discardableResult
    mutating func add(
        _ container: ContainerReservation
    ) -> (present: ContainerReservation, previous: ContainerReservation?) {
        let previous = remove(container.name)
        let container = previous?.merged(with: container) ?? container
        reservedCPUMillis += container.cpuMillis
        reservedMemoryBytes += container.memoryBytes
        reservedGPUs += container.gpus
        for key in container.ports {
            portHolders[key.port, default: []].append(PortHolder(key: key, container: container.name))
        }
        containers[container.name] = container
        return (container, previous)
    }

    @discardableResult
    mutating func remove(_ name: String) -> ContainerReservation? {
        guard let container = containers.removeValue(forKey: name) else { return nil }
        reservedCPUMillis -= container.cpuMillis
        reservedMemoryBytes -= container.memoryBytes
        reservedGPUs -= container.gpus
        for key in container.ports { portHolders[key.port]?.removeAll { $0.container == name } }
        return container
    }
}

extension NodeCondition {
    /// Whether the node's engine can be told to do something now.
    package var isReachable: Bool {
        switch self {
        case .ready, .joining, .drained: true
        case .disconnected, .lost, .engineDown: false
        }
    }

    /// What keeps new containers away, to be read after the node's name; nil when nothing does.
    package var obstacle: String? {
        switch self {
        case .ready: nil
        case .joining: "is still joining the cluster's network"
        case .drained: "is drained: it takes no new containers"
        case .disconnected: "is not connected"
        case .lost: "is lost: it has not been connected for too long"
        case .engineDown: "has a Docker Engine that doesn't answer"
        }
    }
}
