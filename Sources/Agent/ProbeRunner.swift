//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import Model

/// Probes every container that has a probe, each on its own and never twice at once.
actor ProbeRunner {
    /// One life of a container, probed in one way.
    private struct Life: Hashable, Sendable {
        var id: ContainerID
        var started: Timestamp
        var spec: ProbeSpec
        /// Tells two stretches of probing the same life apart.
        var number: Int
    }

    private struct Entry {
        var life: Life
        var target: ProbeTarget
        var isSettled: Bool
    }

    /// A container that should have been probed so long ago was started before the agent.
    private static let overdue = Duration.seconds(5)

    private let probe: @Sendable (ProbeTarget) async -> ProbeOutcome
    private let report: @Sendable (ProbeTarget, ContainerHealth) async -> Void
    private let beginnings: AsyncStream<(Life, firstAfter: Duration)>
    private let beginning: AsyncStream<(Life, firstAfter: Duration)>.Continuation
    private var entries: [ContainerID: Entry] = [:]
    private var lives = 0
    private var settling: WakeUp?

    /// - Parameters:
    ///   - probe: Probes once.
    ///   - report: Takes a container's health when it changed.
    init(
        probe: @escaping @Sendable (ProbeTarget) async -> ProbeOutcome,
        report: @escaping @Sendable (ProbeTarget, ContainerHealth) async -> Void
    ) {
        self.probe = probe
        self.report = report
        (beginnings, beginning) = AsyncStream.makeStream()
    }

    /// Probes until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await (life, firstAfter) in beginnings {
                group.addTask { await self.follow(life, firstAfter: firstAfter) }
            }
            group.cancelAll()
        }
    }

    /// Begins to probe a container, or goes on if it is the same life with the same probe.
    ///
    /// - Parameters:
    ///   - target: The container.
    ///   - now: The wall clock.
    func watch(_ target: ProbeTarget, now: Timestamp) {
        if let entry = entries[target.id], entry.life.started == target.started, entry.life.spec == target.spec {
            entries[target.id]?.target = target
            return
        }
        lives += 1
        let life = Life(id: target.id, started: target.started, spec: target.spec, number: lives)
        let due = Self.firstProbe(of: target, now: now)
        entries[target.id] = Entry(life: life, target: target, isSettled: !due.isOverdue)
        beginning.yield((life, firstAfter: due.after))
    }

    /// Ends the probes of a container.
    func forget(_ id: ContainerID) {
        guard entries.removeValue(forKey: id) != nil else { return }
        settling?.raise()
    }

    /// When the first probe of a container is due.
    ///
    /// After a restart of the agent all containers are overdue at once; they are spread over an interval then.
    static func firstProbe(of target: ProbeTarget, now: Timestamp) -> (after: Duration, isOverdue: Bool) {
        let wait = target.started + .seconds(target.spec.initialDelaySeconds) - now
        guard wait < .zero - overdue else { return (max(wait, .zero), false) }
        let hash = target.id.rawValue.utf8.reduce(UInt32(5_381)) { $0 &* 33 &+ UInt32($1) }
        return (.milliseconds(Int(hash % UInt32(ProbeSpec.intervalSeconds * 1_000))), true)
    }

    /// Waits until every container that was overdue when its probes began has been probed once, or the time is over.
    ///
    /// Without it a restarted agent would report its healthy containers as not yet healthy.
    func settle(atMost limit: Duration) async {
        let wakeUp = WakeUp()
        settling = wakeUp
        await wakeUp.wait(atMost: limit) { await self.isSettled }
        settling = nil
    }

    private var isSettled: Bool { entries.values.allSatisfy(\.isSettled) }

    /// Probes one life of a container until it ends.
    private func follow(_ life: Life, firstAfter: Duration) async {
        let clock = ContinuousClock()
        var due = clock.now + firstAfter
        var history = ProbeHistory()
        while true {
            do { try await clock.sleep(until: due, tolerance: .milliseconds(50)) } catch { return }
            guard let target = self.target(of: life) else { return }
            due = clock.now + .seconds(ProbeSpec.intervalSeconds)
            let outcome = await probe(target)
            guard self.target(of: life) != nil else { return }
            if history.record(outcome) { await report(target, history.health) }
            settle(life)
        }
    }

    private func target(of life: Life) -> ProbeTarget? {
        guard let entry = entries[life.id], entry.life == life else { return nil }
        return entry.target
    }

    private func settle(_ life: Life) {
        guard let entry = entries[life.id], entry.life == life, !entry.isSettled else { return }
        entries[life.id]?.isSettled = true
        settling?.raise()
    }
}
