//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

/// What will become of one container.
package struct PlannedChange: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable {
        case create
        /// Its container is removed and another created.
        case replace
        case start
        case stop
        case remove
        case keep
    }

    package var kind: Kind
    package var slot: ContainerSlot
    package var containerName: String
    /// Nil when no node can take it.
    package var node: NodeID?
    /// Why, for people.
    package var reasons: [String]
    /// Each node with what speaks against it, when no node can take it.
    package var refusals: [NodeRefusal]
}

/// Shows what a reconciliation will have done in the end.
package enum Planner {
    /// What happens to each container, those that are to be there in start order, then those that go.
    ///
    /// It is the reconciliation itself that decides, against what is there now, as if everything it would wait for
    /// were there already.
    package static func plan(_ input: ReconcileInput) -> [PlannedChange] {
        var input = input
        input.inFlight = InFlight()
        input.failures = [:]
        input.restartHistory = [:]
        input.rollOuts = RollOutMemory()
        input.application.halts = [:]
        if input.application.jobOrders != nil { return planRun(input) }
        var reconciliation = Reconciliation(input, pacing: .immediate)
        reconciliation.run()
        let actions = Dictionary(grouping: reconciliation.output.actions, by: \.slot)
        var changes: [PlannedChange] = []
        for service in reconciliation.order.services {
            for slot in reconciliation.table[service.name] ?? [] {
                // The last action of a slot is about the container that counts, those before about others.
                let action = slot.activity.flatMap { _ in actions[slot.id]?.last }
                changes.append(change(of: slot, action, reconciliation.output.waiting[slot.id]))
            }
        }
        return changes + reconciliation.surplus.map(removal)
    }

    /// What a run would make that began now.
    private static func planRun(_ given: ReconcileInput) -> [PlannedChange] {
        var input = given
        input.application.job = input.application.job.betweenRuns
        input.application.jobOrders?.requests += 1
        input.application.intent = .run
        var reconciliation = JobReconciliation(input, isPlan: true)
        reconciliation.run()
        let output = reconciliation.output
        let created = output.actions.filter { $0.kind == .create }.map { action in
            PlannedChange(
                kind: .create,
                slot: action.slot,
                containerName: action.containerName,
                node: action.node,
                reasons: action.reasons,
                refusals: []
            )
        }
        let refused = output.waiting.sorted { $0.key < $1.key }.compactMap { slot, wait in
            input.application.spec.service(slot.service).map { service in
                PlannedChange(
                    kind: .create,
                    slot: slot,
                    containerName: slot.containerName(application: input.application.name, spec: service),
                    node: nil,
                    reasons: [wait.message],
                    refusals: wait.refusals
                )
            }
        }
        return created + refused
    }

    private static func change(of slot: Slot, _ action: Action?, _ wait: WaitReason?) -> PlannedChange {
        var change = PlannedChange(
            kind: .keep,
            slot: slot.id,
            containerName: slot.name,
            node: action?.node ?? slot.node,
            reasons: action?.reasons ?? [wait?.message ?? "is as it should be"],
            refusals: wait?.refusals ?? []
        )
        switch action?.work {
        case .create, .createTask: change.kind = .create
        case .start: change.kind = .start
        case .stop: change.kind = .stop
        case .remove(_, let options): change.kind = options.isReplacement ? .replace : .remove
        case nil:
            if slot.container == nil { change.kind = .create }
            if !change.refusals.isEmpty || wait?.kind == .placement {
                change.kind = slot.container == nil ? .create : .replace
                change.node = nil
            }
        }
        return change
    }

    private static func removal(_ item: SlotTable.Surplus) -> PlannedChange {
        PlannedChange(
            kind: .remove,
            slot: item.slot,
            containerName: item.container.status.name,
            node: item.container.node,
            reasons: [item.reason],
            refusals: []
        )
    }
}
