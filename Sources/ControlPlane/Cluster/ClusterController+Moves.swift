//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Logging
import Model
import Orchestration
import Scheduling

extension ClusterController {
    /// Which containers would move where to spread the load better.
    func rebalancePlan() -> RebalanceObject {
        RebalanceObject(moves: Rebalancer.plan(movable(), in: clusterView()).map(object))
    }

    /// Has containers moved as a plan says that was shown before.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` when one of them isn't any more where the plan has it.
    func rebalance(_ plan: RebalanceObject) async throws {
        guard plan.moves.count <= 10_000 else {
            throw ControlPlaneError(.tooLarge, "moves: takes 10000 at most; give fewer")
        }
        var wanted: [ApplicationID: [ContainerSlot: NodeID]] = [:]
        for move in plan.moves {
            let (application, slot) = try place(of: move)
            wanted[application, default: [:]][slot] = try node(named: move.to).record.id
        }
        for (application, moves) in wanted { try await self.move(moves, of: application) }
    }

    /// Gives a service's containers the places that they would get now.
    ///
    /// With `force`, the volumes without a name of those that move are thrown away.
    ///
    /// - Throws: `ControlPlaneError.Code.conflict` when their data would be lost and `force` isn't set.
    func reschedule(_ serviceID: String, force: Bool) async throws -> RebalanceObject {
        let (application, service) = try existingService(serviceID)
        try refuseJob(application.record, "moved while they run")
        guard !service.isGlobal else {
            throw ControlPlaneError(
                .invalid,
                "service \(serviceID): runs once on every node (aliyun.global), so there is nothing to move"
            )
        }
        guard force || !slotsWithData(of: application).contains(where: { $0.service == service.name }) else {
            throw ControlPlaneError(
                .conflict,
                "service \(serviceID): has volumes on its nodes, whose data would stay behind; give --force to do without"
            )
        }
        let all = movable(includingVolumes: true)
        let only = ServiceKey(application: application.record.name, service: service.name)
        let moves = Rebalancer.plan(all, in: clusterView(), only: only)
        let targets = Dictionary(moves.map { ($0.slot, $0.to) }, uniquingKeysWith: { $1 })
        try await move(targets, of: application.record.id, isForced: force)
        return RebalanceObject(moves: moves.map(object))
    }

    private func move(
        _ moves: [ContainerSlot: NodeID],
        of application: ApplicationID,
        isForced: Bool = false
    ) async throws {
        guard !moves.isEmpty else { return }
        try await change(application) { record in
            record.moves.merge(moves) { $1 }
            let others = (record.forcedMoves ?? []).subtracting(moves.keys)
            record.forcedMoves = isForced ? others.union(moves.keys) : others
            record.halts = record.halts.filter { $0.value.isUpdate }
        }
    }

    /// Takes moves out of an application's record that are over.
    func forget(_ moves: [ContainerSlot: NodeID], of application: ApplicationID) async {
        guard !moves.isEmpty else { return }
        do {
            try await change(application) { record in
                record.moves = record.moves.filter { moves[$0.key] != $0.value }
                record.forcedMoves = record.forcedMoves?.filter { record.moves[$0] != nil }
            }
        } catch {
            // The next pass finds it over again.
            logger.error("move not forgotten", metadata: ["error": "\(error)"])
        }
    }

    private func place(of move: RebalanceObject.Move) throws -> (ApplicationID, ContainerSlot) {
        let from = try node(named: move.from)
        guard let status = from.containers.values.first(where: { $0.name == move.container }),
            let slot = status.slot, let id = status.applicationID, let application = applications[id],
            application.placements.assignments[slot] == from.record.id
        else {
            throw ControlPlaneError(
                .conflict,
                "container \(move.container): isn't on \(move.from) any more; have the plan made again"
            )
        }
        return (id, slot)
    }

    private func movable(includingVolumes: Bool = false) -> [ApplicationState] {
        applications.values.filter { !$0.record.isSystem && $0.record.job == nil }.sorted {
            $0.record.name < $1.record.name
        }.map { runtime in
            var state = runtime.state
            // What has data where it is stays there.
            let staying = includingVolumes ? [] : slotsWithData(of: runtime)
            state.assignments = state.assignments.filter { slot, _ in
                state.spec.service(slot.service) != nil && !staying.contains(slot)
            }
            return state
        }
    }

    /// The places whose containers would miss something on another node.
    private func slotsWithData(of application: ApplicationRuntime) -> Set<ContainerSlot> {
        let found = nodes.values.flatMap { $0.containers.of(application.record) }
        let withVolumes = Set(found.filter { $0.hasSlotVolumes == true }.compactMap(\.slot))
        return Set(
            application.placements.assignments.keys.filter { slot in
                withVolumes.contains(slot) || application.state.spec.service(slot.service)?.keepsDataOnItsNode == true
            }
        )
    }

    private func object(_ move: PlannedMove) -> RebalanceObject.Move {
        RebalanceObject.Move(
            container: move.containerName,
            service: move.service.description,
            from: nodes[move.from]?.record.name ?? "",
            to: nodes[move.to]?.record.name ?? "",
            reason: move.reason
        )
    }
}

extension ServiceSpec {
    /// Whether the template says that a container of it would miss something on another node.
    fileprivate var keepsDataOnItsNode: Bool {
        !volumesFrom.isEmpty
            || volumes.contains { mount in
                switch mount.source {
                case .anonymous: false
                case .volume: true
                case .hostPath: !mount.options.contains("ro")
                }
            }
    }
}
