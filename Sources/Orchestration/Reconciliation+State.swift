//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension Reconciliation {
    /// After so many failures in a row a service counts as failed, although it is tried on.
    private static let failuresToFail = 3

    mutating func deriveStates() {
        // What a node that is away still has is no sign of work.
        let present = surplus.filter { cluster.isReachable($0.container.node) }
        let surplusServices = Set(present.map(\.slot.service))
        for service in order.services {
            output.serviceStates[service.name] =
                isHandedOver && application.isLeaving(service.name)
                ? .stopping : state(of: service, hasSurplus: surplusServices.contains(service.name))
        }
        switch application.intent {
        case .remove: output.state = output.isFinished ? .deleted : .deleting
        case .stop: output.state = output.serviceStates.values.contains(.stopping) ? .stopping : .stopped
        case .run:
            let states = application.spec.services.compactMap { output.serviceStates[$0.name] }
            output.state = RunState(ofServices: states)
            if output.handover != nil, output.state != .failed { output.state = .updating }
        }
    }

    private func state(of service: ServiceSpec, hasSurplus: Bool) -> RunState {
        let slots = table[service.name] ?? []
        if application.intent == .remove { return output.isFinished ? .deleted : .deleting }
        guard application.runs(service.name) else {
            return slots.contains { $0.container?.isActive ?? false } ? .stopping : .stopped
        }
        let isServing = slots.contains { $0.standing == .serving }
        if slots.contains(where: { hasFailed($0, isServing: isServing) }) { return .failed }
        if let state = rollOutState(of: service, slots) { return state }
        if slots.contains(where: { $0.activity == .remove || $0.standing != .away && isOutdated($0) }) {
            return .updating
        }
        if slots.contains(where: { $0.standing != .away && $0.container == nil }) {
            return isServing ? .scaling : .launching
        }
        for slot in slots where slot.standing == .pending {
            guard let container = slot.container else { continue }
            switch container.state {
            case .exited, .restarting, .dead:
                let isRequested = application.requestedAt(service.name).map {
                    $0 > container.finished ?? container.created
                }
                return isRequested ?? false ? .starting : .restarting
            case .created: return .starting
            case .running where container.health.state == .starting: return .starting
            case .running, .paused, .removing: continue
            }
        }
        if hasSurplus { return .scaling }
        return isServing || slots.contains { $0.standing == .away } ? .running : .stopped
    }

    /// The state of a service whose containers are being replaced, or were until that was stopped.
    private func rollOutState(of service: ServiceSpec, _ slots: [Slot]) -> RunState? {
        let halt = output.halts[service.name] ?? application.halt(of: service.name)
        let isLeft = slots.contains { $0.standing == .pending || replacementCause(of: $0) != nil }
        if halt != nil, isLeft || isArriving(service.name) { return .failed }
        let isUnderWay = slots.contains { $0.successor != nil }
        return isUnderWay || output.rollOuts.progress[service.name] != nil ? .updating : nil
    }

    private func hasFailed(_ slot: Slot, isServing: Bool) -> Bool {
        let failures = input.failures[slot.id]?.attempts ?? 0
        switch slot.standing {
        case .failed, .unplaced: return true
        case .serving, .finished: return false
        case .pending where failures >= Self.failuresToFail: return true
        case .pending: return !isServing && slot.container?.health.state == .unhealthy && slot.activity == nil
        case .away:
            let condition = slot.node.flatMap { cluster.condition(of: $0) }
            return !isServing && (condition == .lost || condition == .engineDown)
        }
    }
}
