//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// A machine with an engine, and what the server knows of it.
struct SimulatedNode {
    let id: NodeID
    /// What is there.
    var containers: [ContainerStatus] = []
    /// What the agent reported last; nil when the server has heard nothing since its start.
    var reported: [ContainerStatus]?
    var isConnected = true
    /// Since when it counts as lost, while it isn't connected.
    var lostSince: Timestamp?
    var isDrained = false
    /// Whether nothing more fits on it.
    var isFull = false

    var condition: NodeCondition {
        guard isConnected else { return lostSince != nil ? .lost : .disconnected }
        return isDrained ? .drained : .ready
    }

    var view: NodeView {
        guard isFull else { return .sample(id.rawValue, condition) }
        return NodeView(id: id, name: id.rawValue, condition: condition, cpuMillis: 1, memoryBytes: 1)
    }

    mutating func report() {
        if isConnected { reported = containers }
    }

    mutating func connect() {
        isConnected = true
        lostSince = nil
        report()
    }

    mutating func change(_ id: ContainerID, _ body: (inout ContainerStatus) -> Void) {
        for index in containers.indices where containers[index].id == id { body(&containers[index]) }
    }
}
