//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

/// How a service's roll-out stands.
struct RollOutStanding {
    /// Why it goes no further.
    var halt: RollOutHalt?
    /// Why nothing more is replaced now.
    var block: WaitReason?
    /// New containers that have not succeeded yet, and why; by their slot's index.
    var pending: [Int: String] = [:]
    var succeeded: Set<Int> = []
    /// New containers that failed, when the roll-out goes on nevertheless.
    var failed: Set<Int> = []
}

extension Reconciliation {
    /// What became of a new container.
    private enum Outcome {
        /// It isn't new, or nothing can be said of it.
        case none
        case pending(String)
        /// It serves, but not for long enough.
        case watched(until: Timestamp)
        case succeeded
        case failed(String)
    }

    /// Finds out how the new containers of a service do, and stops the roll-out when they fail.
    mutating func assessRollOut(of service: ServiceSpec, _ slots: [Slot], isHeldUp: Bool) -> RollOutStanding {
        var standing = RollOutStanding()
        guard pacing == .orderly else { return standing }
        if let halt = application.halt(of: service.name) {
            standing.halt = halt
            standing.block = WaitReason(.rollOut, "stays as it is: \(halt.container) failed: \(halt.message)")
            return standing
        }
        let hash = application.hash(of: service.name)
        let known = input.rollOuts.progress[service.name].flatMap { $0.hash == hash ? $0 : nil }
        let isUpdate = slots.contains { $0.standing != .away && isOutdated($0) }
        // One that has gone, of which only the entry is left, is no reason to call this an update any more.
        let hasSuccessors = slots.contains { slot in
            awaitsSuccessor(slot) || slot.successor?.container != nil || slot.successor?.activity != nil
        }
        let isArriving = isArriving(service.name)
        guard hasSuccessors || isArriving || RollOutRule.isGated(service) && (known != nil || isUpdate) else {
            return standing
        }
        var progress = known ?? RollOutMemory.Progress(hash: hash, last: input.now)
        progress.isUpdate = progress.isUpdate || isUpdate || isArriving
        if known == nil { trustWhatServes(slots) }
        var failures: [Int: String] = [:]
        for (index, slot) in slots.enumerated() {
            switch outcome(of: slot, service) {
            case .none: break
            case .pending(let text): standing.pending[index] = text
            case .watched(let until):
                standing.pending[index] = "is watched for \(BackOff.text(until - input.now)) more"
                wait(slot.id, WaitReason(.rollOut, "was just updated, and is watched", until: until))
            case .succeeded: standing.succeeded.insert(index)
            case .failed(let reason): failures[index] = reason
            }
        }
        // While others have to come first, it isn't the container that takes long.
        let isBusy = isHeldUp || slots.contains { $0.activity != nil || $0.successor?.activity != nil }
        note(&progress, standing, isBusy: isBusy)
        takeTime(&progress, &standing, &failures, slots, service)
        standing.failed = Set(failures.keys)
        if let (index, reason) = failures.min(by: { $0.key < $1.key }), !isTolerated(failures.count, service, slots) {
            stop(&standing, at: slots[index], reason, isUpdate: progress.isUpdate)
        } else if hasSuccessors || isUpdate || isArriving || !standing.pending.isEmpty {
            output.rollOuts.progress[service.name] = progress
            let delay = Duration.seconds(service.update.delaySeconds)
            if isUpdate, let last = progress.lastSuccess, last + delay > input.now {
                let text = "is updated in \(BackOff.text(last + delay - input.now))"
                standing.block = WaitReason(.rollOut, text, until: last + delay)
            }
        }
        return standing
    }

    /// What served as it is to be before the roll-out began, or before its times were forgotten, is watched from its start.
    ///
    /// Whatever ran for long has nothing to prove then. A node's clock that is ahead doesn't make it longer.
    private mutating func trustWhatServes(_ slots: [Slot]) {
        for slot in slots {
            guard let container = slot.container, container.isServing, isCurrent(container, slot) else { continue }
            output.rollOuts.servingSince[container.id] = min(container.started ?? Timestamp(seconds: 0), input.now)
        }
    }

    private func note(_ progress: inout RollOutMemory.Progress, _ standing: RollOutStanding, isBusy: Bool) {
        let successes = standing.succeeded.count
        if successes > progress.successes { progress.lastSuccess = input.now }
        // What an action takes, such as the pull of an image, has time limits of its own.
        if successes > progress.successes || isBusy || progress.isBusy { progress.last = input.now }
        progress.successes = successes
        progress.isBusy = isBusy
    }

    /// Counts what took too long as failed.
    private mutating func takeTime(
        _ progress: inout RollOutMemory.Progress,
        _ standing: inout RollOutStanding,
        _ failures: inout [Int: String],
        _ slots: [Slot],
        _ service: ServiceSpec
    ) {
        let limit = RollOutRule.timeLimit(of: service)
        let isOver = progress.last + limit <= input.now
        for (index, text) in standing.pending where isOver || progress.overdue.contains(slots[index].id) {
            progress.overdue.insert(slots[index].id)
            failures[index] = "\(text), \(limit.wholeNanoseconds / 1_000_000_000) s after the last step"
            standing.pending[index] = nil
        }
        if !standing.pending.isEmpty { wake(at: progress.last + limit) }
    }

    private func isTolerated(_ count: Int, _ service: ServiceSpec, _ slots: [Slot]) -> Bool {
        service.update.failureAction == .proceed
            || count * 1_000 <= service.update.maximumFailureThousandths * slots.count
    }

    private mutating func stop(_ standing: inout RollOutStanding, at slot: Slot, _ reason: String, isUpdate: Bool) {
        var halt = RollOutHalt(
            hash: application.hash(of: slot.id.service),
            container: slot.name,
            message: reason,
            at: input.now,
            isUpdate: isUpdate
        )
        halt.node = slot.successor?.node ?? slot.node
        halt.id = slot.successor?.container?.id ?? slot.container.flatMap { isCurrent($0, slot) ? $0.id : nil }
        output.halts[slot.id.service] = halt
        standing.halt = halt
        standing.block = WaitReason(.rollOut, "stays as it is: \(halt.container) failed: \(halt.message)")
    }

    /// Whether a successor is to take the slot's place, rather than to go because it isn't needed any more.
    private func awaitsSuccessor(_ slot: Slot) -> Bool {
        slot.successor != nil
            && (slot.container == nil || slot.standing == .away || replacementCause(of: slot) != nil)
    }

    private mutating func outcome(of slot: Slot, _ service: ServiceSpec) -> Outcome {
        let failure = input.failures[slot.id].flatMap { $0.attempts >= RollOutRule.actionFailures ? $0 : nil }
        if let successor = slot.successor, awaitsSuccessor(slot) {
            if let failure { return .failed(failure.message) }
            guard cluster.isReachable(successor.node) else { return .pending(awayReason(successor.node).message) }
            guard successor.activity == nil, let container = successor.container, isCurrent(container, slot) else {
                return .pending("is on its way")
            }
            return outcome(of: container, slot, service)
        }
        if slot.standing == .away || slot.standing == .unplaced { return .none }
        let isNew = slot.container.map { isCurrent($0, slot) } ?? false
        if !isNew, let failure { return .failed(failure.message) }
        if slot.activity != nil { return .pending(slot.text) }
        guard let container = slot.container else { return .pending(slot.text) }
        return isNew ? outcome(of: container, slot, service) : .none
    }

    private mutating func outcome(of container: ContainerStatus, _ slot: Slot, _ service: ServiceSpec) -> Outcome {
        let isSuccessor = awaitsSuccessor(slot)
        switch container.state {
        case .exited where isSuccessor && isAskedToStart(container, service): return .pending(container.text)
        case .exited:
            switch restart(container, in: slot, of: service) {
            case .finished: return .succeeded
            case .failed(let reason): return .failed(reason)
            case .start, .startAt:
                let attempts = RestartRule.attempts(container, input.restartHistory[slot.id])
                let isFailure = isSuccessor || attempts >= RollOutRule.restarts
                return isFailure ? .failed(container.text) : .pending(container.text)
            }
        case .created, .running, .paused, .restarting, .removing, .dead: break
        }
        guard container.isServing else { return .pending(container.text) }
        let known = output.rollOuts.servingSince[container.id] ?? input.rollOuts.servingSince[container.id]
        let since = known ?? input.now
        output.rollOuts.servingSince[container.id] = since
        let until = since + RollOutRule.monitor(container, service)
        return until <= input.now ? .succeeded : .watched(until: until)
    }
}
