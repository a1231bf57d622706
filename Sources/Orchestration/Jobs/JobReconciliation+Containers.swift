//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension JobReconciliation {
    /// Removes the containers that nothing needs any more, be it for their logs alone.
    mutating func removeContainers() {
        let present = input.containers.sorted { $0.status.id < $1.status.id }
        for observed in present {
            let status = observed.status
            guard cluster.condition(of: observed.node) != nil, let slot = status.slot, status.applicationID != nil,
                let reason = removalReason(observed, slot)
            else { continue }
            guard cluster.isReachable(observed.node) else {
                if application.intent == .remove { wait(slot, awayReason(observed.node)) }
                continue
            }
            guard input.inFlight[.container(status.id)] == nil, status.state != .removing, !isHeldBack(slot) else {
                continue
            }
            let options = Action.RemoveOptions(
                stop: stopOptions(status),
                removesVolumes: application.intent != .remove || application.removesVolumes,
                isReplacement: false
            )
            emit(.remove(status.id, options), slot, status.name, on: observed.node, [reason])
        }
    }

    /// Why a container has to go; nil when it stays.
    private func removalReason(_ observed: ObservedContainer, _ slot: ContainerSlot) -> String? {
        let status = observed.status
        guard status.applicationID == application.id else {
            return "it belongs to an earlier application of the same name"
        }
        if application.intent == .remove { return "the application is to be removed" }
        guard let attempt = status.attempt else { return "it belongs to no run of the job" }
        let isKept = containers[Place(slot: slot, attempt: attempt)] == observed
        if let run = job.current, run.number == attempt.run, isKept,
            run.tasks.contains(where: { $0.slot == slot && $0.attempt == attempt.number && !$0.state.isOver })
        {
            return nil
        }
        guard status.isEndedTask else { return "its part of run \(attempt.run) is over" }
        let removal = application.spec.service(slot.service)?.containerRemoval ?? .all
        if removal.removes(hasSucceeded: status.exitCode == 0 && status.error.isEmpty) {
            return "it ended, and its service says \(removal.rawValue)"
        }
        guard attempt.run <= job.lastNumber - Self.keptRuns else { return nil }
        return "the containers of the last \(Self.keptRuns) runs are kept"
    }
}
