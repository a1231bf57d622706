//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

extension JobReconciliation {
    mutating func deriveStates() {
        for service in order.services { output.serviceStates[service.name] = state(of: service) }
        output.state = state
    }

    private var state: RunState {
        switch application.intent {
        case .remove: return output.isFinished ? .deleted : .deleting
        case .stop: return job.current == nil ? .stopped : .stopping
        case .run: break
        }
        if let run = job.current {
            if run.ending != nil { return .stopping }
            return run.tasks.contains { $0.state == .running } ? .running : .launching
        }
        guard let orders = application.jobOrders else { return .stopped }
        if orders.requests > job.answeredRequests { return .launching }
        if application.jobSpec?.schedule != nil { return orders.isSuspended ? .stopped : .waiting }
        return switch job.previous?.outcome {
        case .succeeded: .finished
        case .failed, .timedOut: .failed
        case .stopped, nil: .stopped
        }
    }

    private func state(of service: ServiceSpec) -> RunState {
        let tasks = (job.current?.tasks ?? []).filter { $0.slot.service == service.name }
        guard !tasks.isEmpty, application.intent != .remove else { return state }
        if job.current?.ending != nil { return tasks.allSatisfy(\.state.isOver) ? .stopped : .stopping }
        let states = Set(tasks.map(\.state))
        if states.contains(.running) { return .running }
        if states.contains(.pending) { return .launching }
        return states == [.succeeded] ? .finished : .failed
    }
}
