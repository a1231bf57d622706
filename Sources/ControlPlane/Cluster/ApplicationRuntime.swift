//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Orchestration

/// An application with what is known of it at this moment beside its record.
struct ApplicationRuntime: Sendable {
    private(set) var record: ApplicationRecord
    /// The record in the terms of `Orchestration`, with the assignments.
    private(set) var state: ApplicationState
    var inFlight = InFlight()
    var restarts: [ContainerSlot: RestartHistory] = [:]
    var failures: [ContainerSlot: ActionFailure] = [:]
    var rollOuts = RollOutMemory()
    /// What the last reconciliation said; nil when the application changed since.
    var output: ReconcileOutput?
    /// When it is to be reconciled again, if nothing happens before.
    var wakeAt: Timestamp?

    init(record: ApplicationRecord, placements: Placements = Placements()) {
        self.record = record
        state = ApplicationState(name: record.name, id: record.id, spec: record.effectiveSpec)
        self.placements = placements
        apply()
    }

    var placements: Placements {
        get {
            Placements(assignments: state.assignments, successors: state.successors, moves: state.moves)
        }
        set {
            state.assignments = newValue.assignments
            state.successors = newValue.successors
            state.moves = newValue.moves
        }
    }

    /// Takes in where a reconciliation of an earlier state of this has the containers.
    ///
    /// - Returns: The moves that were asked for and are over.
    mutating func take(_ placements: Placements, from earlier: ApplicationRuntime) -> [ContainerSlot: NodeID] {
        let finished = earlier.record.moves.filter { placements.moves[$0.key] == nil }
        self.placements = placements
        // Those that were asked for meanwhile are still to be made.
        state.moves.merge(record.moves.filter { finished[$0.key] != $0.value }) { $1 }
        return finished
    }

    /// Takes in a changed record.
    mutating func update(_ record: ApplicationRecord) {
        self.record = record
        let spec = record.effectiveSpec
        if state.spec != spec { state.spec = spec }
        output = nil
        apply()
    }

    private mutating func apply() {
        state.intent = record.intent
        state.pulledImages = record.pulledImages ?? [:]
        state.serviceIntents = Dictionary(record.stoppedServices.map { ($0, .stop) }, uniquingKeysWith: { $1 })
        state.halts = record.halts
        state.moves.merge(record.moves) { $1 }
        state.reschedulesOnUpdate = record.reschedulesOnUpdate
        state.staysOnDrainedNodes = record.isSystem
        state.redeployedAt = record.redeployed
        state.serviceRedeployedAt = record.redeployedServices
        state.stopTimeoutSeconds = record.stopTimeoutSeconds
        state.removesVolumes = record.removesVolumes
    }
}
