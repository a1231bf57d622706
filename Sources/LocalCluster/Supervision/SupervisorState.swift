//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Something the supervisor is told.
package enum SupervisorEvent: Equatable, Sendable {
    /// These are the processes there are to be now.
    case definitions([ProcessDefinition])
    /// A process from before the supervisor's own start still runs.
    case adopted(name: String, fingerprint: String)
    /// A process ended, this long after its start.
    case exited(name: String, after: Duration)
    /// The pause before the next start is over.
    case pauseOver(name: String, ticket: Int)
    /// The time that a process had to end is over.
    case graceOver(name: String, ticket: Int)
    /// Everything is to stop.
    case shutdown
}

/// Something the supervisor is to do.
package enum SupervisorAction: Equatable, Sendable {
    /// Start the process and tell when it exits.
    case start(ProcessDefinition)
    /// Ask the process to end, and say when the grace is over.
    case terminate(name: String, graceSeconds: Int, ticket: Int)
    /// Kill the process.
    case kill(name: String)
    /// Say when the pause is over.
    case pause(name: String, Duration, ticket: Int)
    /// All is stopped.
    case finish
}

/// What the supervisor decides: it is told events and answers with actions, and does nothing itself.
package struct SupervisorState: Sendable {
    fileprivate enum Phase { case stopped, running, pausing, stopping }

    fileprivate struct Entry {
        var definition: ProcessDefinition
        var phase = Phase.stopped
        /// What the running process was started as.
        var fingerprint = ""
        var failures = 0
        /// Counts the timers, so that an old one going off is known as such.
        var ticket = 0
        var isListed = true
        var isWanted: Bool { isListed && definition.isWanted }
    }

    private var entries: [String: Entry] = [:]
    private var running: [String: String] = [:]
    private var isShuttingDown = false

    /// A process that ran this long has its failures forgotten.
    private static let healthyAfter = Duration.seconds(10)
    private static let longestPause = Duration.seconds(5)

    /// A supervisor that has been told nothing yet.
    package init() {}

    /// Takes note of an event and says what follows from it.
    package mutating func handle(_ event: SupervisorEvent) -> [SupervisorAction] {
        switch event {
        case .adopted(let name, let fingerprint):
            running[name] = fingerprint
            return []
        case .definitions(let definitions):
            return isShuttingDown ? [] : apply(definitions)
        case .exited(let name, let duration):
            return exited(name, after: duration)
        case .pauseOver(let name, let ticket):
            return onTimer(name, ticket, in: .pausing) { $0.start() }
        case .graceOver(let name, let ticket):
            return onTimer(name, ticket, in: .stopping) { _ in [.kill(name: name)] }
        case .shutdown:
            guard !isShuttingDown else { return [] }
            isShuttingDown = true
            for name in entries.keys where entries[name]?.phase == .pausing { entries[name]?.phase = .stopped }
            return stopNext()
        }
    }

    private mutating func apply(_ definitions: [ProcessDefinition]) -> [SupervisorAction] {
        let listed = Set(definitions.map(\.name))
        for name in entries.keys where !listed.contains(name) { entries[name]?.isListed = false }
        for definition in definitions {
            var entry = entries[definition.name] ?? Entry(definition: definition)
            if let fingerprint = running.removeValue(forKey: definition.name) {
                entry.phase = .running
                entry.fingerprint = fingerprint
            }
            entry.definition = definition
            entry.isListed = true
            entries[definition.name] = entry
        }
        let inOrder = entries.values.map(\.definition).sorted { ($0.order, $0.name) < ($1.order, $1.name) }
        var actions: [SupervisorAction] = []
        for definition in inOrder {
            guard var entry = entries[definition.name] else { continue }
            actions += entry.settle()
            let isForgotten = !entry.isListed && entry.phase == .stopped
            entries[definition.name] = isForgotten ? nil : entry
        }
        return actions
    }

    private mutating func exited(_ name: String, after duration: Duration) -> [SupervisorAction] {
        guard var entry = entries[name] else { return [] }
        let wasAsked = entry.phase == .stopping
        entry.phase = .stopped
        entry.ticket += 1
        var actions: [SupervisorAction] = []
        if entry.isWanted, !isShuttingDown {
            if wasAsked {
                actions = entry.start()
            } else {
                entry.failures = duration >= Self.healthyAfter ? 1 : entry.failures + 1
                entry.phase = .pausing
                actions = [.pause(name: name, Self.pause(afterFailures: entry.failures), ticket: entry.ticket)]
            }
        }
        entries[name] = entry.isListed ? entry : nil
        return isShuttingDown ? stopNext() : actions
    }

    private mutating func onTimer(
        _ name: String,
        _ ticket: Int,
        in phase: Phase,
        _ body: (inout Entry) -> [SupervisorAction]
    ) -> [SupervisorAction] {
        guard var entry = entries[name], entry.phase == phase, entry.ticket == ticket else { return [] }
        let actions = body(&entry)
        entries[name] = entry
        return actions
    }

    /// Stops the processes that come last of those still running, or ends when there are none.
    private mutating func stopNext() -> [SupervisorAction] {
        let live = entries.values.filter { $0.phase == .running || $0.phase == .stopping }
        guard let last = live.map(\.definition.order).max() else { return [.finish] }
        var actions: [SupervisorAction] = []
        for name in live.filter({ $0.definition.order == last && $0.phase == .running }).map(\.definition.name).sorted()
        {
            guard var entry = entries[name] else { continue }
            actions += entry.stop()
            entries[name] = entry
        }
        return actions
    }

    /// 0.2 seconds after the first failure, doubling to 5.
    private static func pause(afterFailures count: Int) -> Duration {
        min(.milliseconds(200 << min(count - 1, 10)), longestPause)
    }
}

extension SupervisorState.Entry {
    /// Brings the process nearer to what its definition asks for.
    fileprivate mutating func settle() -> [SupervisorAction] {
        switch phase {
        case .stopped, .pausing:
            guard isWanted else {
                phase = .stopped
                return []
            }
            failures = 0
            return start()
        case .running:
            return isWanted && fingerprint == definition.fingerprint ? [] : stop()
        case .stopping:
            return []
        }
    }

    fileprivate mutating func start() -> [SupervisorAction] {
        phase = .running
        fingerprint = definition.fingerprint
        ticket += 1
        return [.start(definition)]
    }

    fileprivate mutating func stop() -> [SupervisorAction] {
        phase = .stopping
        ticket += 1
        return [.terminate(name: definition.name, graceSeconds: definition.graceSeconds, ticket: ticket)]
    }
}
