//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Logging
import Model
import Orchestration
import Scheduling
import Store

extension ClusterController {
    /// Reconciles what changed, one application after another on the same view of the cluster.
    func pass() async {
        await tellConflicts()
        let targets = dirty
        dirty = []
        guard !targets.isEmpty else { return }
        var view = clusterView()
        // Gantry's own applications first: others may need them.
        let order = targets.compactMap { applications[$0]?.record }.sorted { left, right in
            (left.isSystem ? 0 : 1, left.name, left.created) < (right.isSystem ? 0 : 1, right.name, right.created)
        }
        for record in order { await reconcile(record.id, in: &view) }
        changes.send()
        deadlineChanges.send()
    }

    private func reconcile(_ applicationID: ApplicationID, in view: inout ClusterView) async {
        guard let runtime = applications[applicationID] else { return }
        let output = Reconciler.reconcile(input(for: runtime, in: view))
        let placements = Placements(
            assignments: output.assignments,
            successors: output.successors,
            moves: output.moves
        )
        do {
            try await store(output, placements, of: runtime)
        } catch {
            logger.error("assignments not saved", metadata: ["error": "\(error)"])
            applications[applicationID]?.wakeAt = now + .seconds(1)
            return
        }
        // While the assignments were written, the application may have changed; the next pass sees that.
        guard applications[applicationID] != nil else { return }
        let finishedMoves = applications[applicationID]?.take(placements, from: runtime) ?? [:]
        // A load balancer leaves a port to the container that is about to have it.
        if placements != runtime.placements,
            runtime.record.presentServices.contains(where: { !$0.loadBalancers.isEmpty })
        {
            publishRoutes()
        }
        if let job = output.job, job != runtime.state.job { await take(job, output, of: applicationID) }
        applications[applicationID]?.rollOuts = output.rollOuts
        applications[applicationID]?.restarts = output.restartHistory
        applications[applicationID]?.wakeAt = output.wakeAt
        if !dirty.contains(applicationID) { applications[applicationID]?.output = output }
        for (node, container) in applications[applicationID]?.state.reservations ?? [] { view.add(container, on: node) }
        for action in output.actions {
            applications[applicationID]?.inFlight.insert(action)
            await tell(action, of: runtime)
            logger.info("action", metadata: ["action": "\(action)"])
            actionQueue.yield(ScheduledAction(application: applicationID, action: action))
        }
        if runtime.record.intent == .remove, output.isFinished { await forget(runtime.record) }
        await forget(finishedMoves, of: applicationID)
        await take(output.handover, from: runtime)
        for (service, halt) in output.halts { await stopRollOut(of: service, halt, applicationID) }
    }

    /// Takes in what is left of a handover, unless another version has come meanwhile.
    private func take(_ handover: Handover?, from runtime: ApplicationRuntime) async {
        let id = runtime.record.id
        guard handover != runtime.record.handover, applications[id]?.record.handover == runtime.record.handover else {
            return
        }
        do {
            try await change(id) { $0.handover = handover }
        } catch {
            // The next pass finds the same.
            logger.error("end of a handover not saved", metadata: ["error": "\(error)"])
            applications[id]?.wakeAt = now + .seconds(1)
        }
    }

    /// Tells of a container that goes from one of the cluster's nodes to another.
    ///
    /// A node may be removed while a pass is under way. That is told as such, and its containers are new elsewhere.
    private func tell(_ action: Action, of runtime: ApplicationRuntime) async {
        guard action.kind == .create, let from = runtime.placements.assignments[action.slot], from != action.node,
            let old = nodes[from]?.record.name, let new = nodes[action.node]?.record.name,
            let service = runtime.record.presentServices.first(where: { $0.name == action.slot.service })
        else { return }
        let name = action.slot.containerName(application: runtime.record.name, spec: service)
        await events.record(
            "container.rescheduled",
            "\(name) goes from \(old) to \(new): \(action.reasons.joined(separator: "; "))",
            about: .init(
                project: runtime.record.name.rawValue,
                service: action.slot.service.rawValue,
                container: name,
                node: new
            )
        )
    }

    func input(for runtime: ApplicationRuntime, in view: ClusterView) -> ReconcileInput {
        ReconcileInput(
            application: runtime.state,
            containers: observed(of: runtime.record),
            cluster: view,
            inFlight: runtime.inFlight,
            restartHistory: runtime.restarts,
            failures: runtime.failures,
            rollOuts: runtime.rollOuts,
            lostSince: lostSince,
            rescheduleAfter: settings.rescheduleAfter,
            now: now
        )
    }

    /// All containers of the cluster that carry the application's name.
    func observed(of record: ApplicationRecord) -> [ObservedContainer] {
        nodes.values.flatMap { node in
            node.containers.of(project: record.name.rawValue).compactMap { status in
                guard status.labels[ContainerLabels.cluster] == id.rawValue else { return nil }
                // Two lives of a name may be there at a time; each looks after its own, the present one after strays.
                let owner = status.applicationID.flatMap { applications[$0] }
                guard owner == nil || owner?.record.id == record.id else { return nil }
                guard owner != nil || record.intent != .remove else { return nil }
                return ObservedContainer(node: node.record.id, status: status)
            }
        }
    }

    /// What a reconciliation says now, without acting on it.
    func status(of runtime: ApplicationRuntime) -> ReconcileOutput {
        if let output = runtime.output { return output }
        return Reconciler.reconcile(input(for: runtime, in: clusterView()))
    }

    /// Since when nodes count as lost.
    private var lostSince: [NodeID: Timestamp] {
        nodes.compactMapValues(\.lost)
    }

    /// Stores what a reconciliation decided, all of it or nothing, before it is done.
    private func store(
        _ output: ReconcileOutput,
        _ placements: Placements,
        of runtime: ApplicationRuntime
    ) async throws {
        var operations = try jobOperations(output, of: runtime)
        if placements != runtime.placements {
            let key = StoreKeys.assignments(id, runtime.record.id)
            operations.append(.put(key: key, value: try Repository.encode(AssignmentRecord(placements))))
        }
        if !operations.isEmpty { try await repository.store.commit(operations) }
    }

    private func forget(_ record: ApplicationRecord) async {
        do {
            try await repository.store.commit([
                .delete(key: StoreKeys.application(id, record.id)),
                .delete(key: StoreKeys.assignments(id, record.id)),
                .delete(key: StoreKeys.job(id, record.id)),
                .deletePrefix(StoreKeys.runs(id, record.id)),
                .deletePrefix(StoreKeys.versions(id, record.id)),
            ])
        } catch {
            logger.error("removed application not forgotten", metadata: ["error": "\(error)"])
            applications[record.id]?.wakeAt = now + .seconds(1)
            return
        }
        applications[record.id] = nil
        await events.record(
            "application.removed",
            "\(record.name) is removed",
            about: .init(project: record.name.rawValue)
        )
        publishRoutes()
    }
}
