//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Orchestration

extension ClusterController {
    /// Takes a node out of service, so that its containers move to others; or gives it back.
    func setDrained(_ isDrained: Bool, ofNode name: String) async throws {
        var record = try node(named: name).record
        guard (record.drained != nil) != isDrained else { return }
        record.drained = isDrained ? now : nil
        record.updated = now
        try await repository.put(record, StoreKeys.node(id, record.id))
        nodes[record.id]?.record.drained = record.drained
        await events.record(
            isDrained ? "node.drained" : "node.activated",
            isDrained
                ? "\(record.name) is drained: its containers move to other nodes"
                : "\(record.name) takes containers again",
            about: .init(node: record.name)
        )
        try await forgetFailedMoves()
        changes.send()
        markAllDirty()
    }

    /// Has moves that failed tried again.
    private func forgetFailedMoves() async throws {
        for (key, application) in applications where application.record.halts.values.contains(where: { !$0.isUpdate }) {
            try await change(key) { record in record.halts = record.halts.filter { $0.value.isUpdate } }
        }
    }

    /// Which containers of applications still run on a node, and why.
    func drainStatus(ofNode name: String) throws -> DrainObject {
        let node = try node(named: name)
        var remaining: [DrainObject.Container] = []
        for status in node.containers.values {
            guard let application = status.applicationID.flatMap({ applications[$0] }), !application.record.isSystem,
                let slot = status.slot
            else { continue }
            switch status.state {
            case .running, .paused, .restarting: break
            case .created, .removing, .exited, .dead: continue
            }
            let wait = self.status(of: application).waiting[slot]
            remaining.append(
                DrainObject.Container(
                    name: status.name,
                    project: application.record.name.rawValue,
                    reason: wait?.message
                        ?? (status.attempt == nil ? "is on its way" : "belongs to a job, and runs to its end"),
                    isUnplaceable: wait?.kind == .placement
                )
            )
        }
        return DrainObject(
            node: node.record.name,
            isDrained: node.record.drained != nil,
            remaining: remaining.sorted { $0.name < $1.name }
        )
    }
}
