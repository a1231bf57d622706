//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

/// Counts the containers that don't serve because the server took them away for an update or a move.
///
/// What a fault took is the fault's; what is to go, or didn't serve when the server decided, isn't missed.
struct PromiseWatch {
    /// Slots that served until the server took them away.
    private(set) var taken: Set<ContainerSlot> = []
    private var excused: Set<ContainerID> = []

    mutating func excuse(_ container: ContainerID) { excused.insert(container) }

    mutating func forget(_ slots: Set<ContainerSlot>) { taken.subtract(slots) }

    /// Takes in what an action of the server did.
    mutating func note(_ container: ContainerStatus, lost slot: ContainerSlot) {
        if !excused.contains(container.id) { taken.insert(slot) }
    }
}
