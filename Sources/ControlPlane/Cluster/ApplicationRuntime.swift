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
    /// What the last reconciliation said; nil when the application changed since.
    var output: ReconcileOutput?
    /// When it is to be reconciled again, if nothing happens before.
    var wakeAt: Timestamp?

    init(record: ApplicationRecord, assignments: [ContainerSlot: NodeID] = [:]) {
        self.record = record
        state = ApplicationState(name: record.name, id: record.id, spec: record.spec)
        state.assignments = assignments
        apply()
    }

    var assignments: [ContainerSlot: NodeID] {
        get { state.assignments }
        set { state.assignments = newValue }
    }

    /// Takes in a changed record.
    mutating func update(_ record: ApplicationRecord) {
        self.record = record
        if state.spec != record.spec { state.spec = record.spec }
        output = nil
        apply()
    }

    private mutating func apply() {
        state.intent = record.intent
        state.serviceIntents = Dictionary(record.stoppedServices.map { ($0, .stop) }, uniquingKeysWith: { $1 })
        state.redeployedAt = record.redeployed
        state.serviceRedeployedAt = record.redeployedServices
        state.stopTimeoutSeconds = record.stopTimeoutSeconds
        state.removesVolumes = record.removesVolumes
    }
}
