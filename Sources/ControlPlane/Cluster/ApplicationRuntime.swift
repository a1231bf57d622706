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

    init(record: ApplicationRecord, placements: Placements = Placements(), job: JobState = JobState()) {
        self.record = record
        state = ApplicationState(name: record.name, id: record.id, spec: job.spec ?? record.effectiveSpec)
        self.placements = placements
        state.job = job
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

    /// Takes in how far its job is; what failed before counts for the same try alone.
    mutating func take(_ job: JobState) {
        let earlier = state.job.current?.attempts ?? [:]
        for (slot, attempt) in job.current?.attempts ?? [:] where earlier[slot] != attempt { failures[slot] = nil }
        state.job = job
        takeSpec()
    }

    /// Takes in a changed record.
    mutating func update(_ record: ApplicationRecord) {
        self.record = record
        takeSpec()
        output = nil
        apply()
    }

    /// A run of a job goes on with the services that it began with.
    private mutating func takeSpec() {
        let spec = state.job.spec ?? record.effectiveSpec
        if state.spec != spec { state.spec = spec }
    }

    private mutating func apply() {
        state.version = record.version
        state.jobSpec = record.spec.job
        state.jobOrders = record.job
        state.intent = record.intent
        state.pulledImages = (record.handover?.pulledImages ?? [:]).merging(record.pulledImages ?? [:]) { $1 }
        if state.handover != record.handover { state.handover = record.handover }
        state.serviceIntents = Dictionary(record.stoppedServices.map { ($0, .stop) }, uniquingKeysWith: { $1 })
        state.halts = record.halts
        state.retried = record.retried ?? []
        state.moves.merge(record.moves) { $1 }
        state.forcedMoves = record.forcedMoves ?? []
        state.reschedulesOnUpdate = record.reschedulesOnUpdate
        state.staysOnDrainedNodes = record.isSystem
        state.redeployedAt = record.redeployed
        state.serviceRedeployedAt = record.redeployedServices
        state.stopTimeoutSeconds = record.stopTimeoutSeconds
        state.removesVolumes = record.removesVolumes
    }
}
