//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What a reconciliation came to.
package struct ReconcileOutput: Sendable {
    /// To be carried out, side by side; the order tells which comes first where only some can be.
    package internal(set) var actions: [Action] = []
    /// The whole table, to be stored before the first action is carried out.
    package internal(set) var assignments: [ContainerSlot: NodeID] = [:]
    /// The whole tables, to be stored with the assignments.
    package internal(set) var successors: [ContainerSlot: NodeID] = [:]
    package internal(set) var moves: [ContainerSlot: NodeID] = [:]
    /// Roll-outs to be stopped, which is to be stored before the next reconciliation.
    package internal(set) var halts: [ServiceName: RollOutHalt] = [:]
    /// What is left of the handover, to be stored before the next reconciliation; nil when it is over.
    package internal(set) var handover: Handover?
    /// For the next reconciliation; it may be lost.
    package internal(set) var rollOuts = RollOutMemory()
    /// The whole table, for the next reconciliation; it may be lost.
    package internal(set) var restartHistory: [ContainerSlot: RestartHistory] = [:]
    package internal(set) var waiting: [ContainerSlot: WaitReason] = [:]
    /// When to reconcile again, if nothing happens before.
    package internal(set) var wakeAt: Timestamp?
    /// Whether everything is as it should be; for an application to be removed, whether it may be forgotten.
    package internal(set) var isFinished = false
    package internal(set) var serviceStates: [ServiceName: RunState] = [:]
    package internal(set) var state = RunState.stopped

    /// How far a job is, to be stored with the assignments, before the first action is carried out.
    package internal(set) var job: JobState?
    /// A run that begins.
    package internal(set) var begun: JobRun?
    /// A run that ended, for the history.
    package internal(set) var ended: JobRun?

    package init() {}
}
