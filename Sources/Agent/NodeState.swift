//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Addons
import AgentProtocol
import Model

/// The node as it is now, and the stream of reports about it.
///
/// What changes while nobody reads is kept as the set of what changed, so that a slow reader costs no memory and gets
/// each container's latest state only.
actor NodeState {
    /// How many reports are handed out at once.
    static let batch = 64

    /// One reader of the reports.
    struct Subscription: Sendable {
        fileprivate let number: Int
        let wakeUp = WakeUp()
    }

    private(set) var status: NodeStatus
    private(set) var containers: [ContainerID: ContainerStatus] = [:]
    /// False until all containers were seen once: a full report before that would say that they are gone.
    private var isOpen = false
    private var subscription: Subscription?
    private var subscriptions = 0
    private var owesFull = false
    private var owesStatus = false
    /// What the reader doesn't know yet: containers that appeared, changed or went.
    private var changed: Set<ContainerID> = []

    init(status: NodeStatus) {
        self.status = status
    }

    // MARK: Changes

    /// From now on there is a truth to report.
    func open() {
        guard !isOpen else { return }
        isOpen = true
        wake()
    }

    func setStatus(_ status: NodeStatus) {
        guard status != self.status else { return }
        self.status = status
        owesStatus = true
        wake()
    }

    func setEngineReachable(_ isReachable: Bool) {
        var status = status
        status.isEngineReachable = isReachable
        setStatus(status)
    }

    /// Takes a container's state; with a probe its health is the probe's matter and goes on while the container does.
    func put(_ container: ContainerStatus) {
        var container = container
        let known = containers[container.id]
        if container.labels[ContainerLabels.probe] == nil {
            // The engine's own check, if there is one, has said it.
        } else if let known, known.started == container.started, container.state.isAlive {
            container.health = known.health
        } else {
            container.health = ContainerHealth(state: .starting)
        }
        guard container != known else { return }
        containers[container.id] = container
        noteChange(of: container.id)
    }

    /// Takes what the probes say of one life of a container.
    func setHealth(_ health: ContainerHealth, of id: ContainerID, started: Timestamp?) {
        guard let container = containers[id], container.started == started, container.state.isAlive,
            container.health != health
        else { return }
        containers[id]?.health = health
        noteChange(of: id)
    }

    func remove(_ id: ContainerID) {
        guard containers.removeValue(forKey: id) != nil else { return }
        noteChange(of: id)
    }

    private func noteChange(of id: ContainerID) {
        // Without a reader, or with one that gets everything anyway, nothing has to be remembered.
        guard subscription != nil, !owesFull else { return }
        changed.insert(id)
        wake()
    }

    private func wake() {
        guard isOpen else { return }
        subscription?.wakeUp.raise()
    }

    // MARK: Reports

    /// Starts a stream of reports, which begins with a full one; it ends the one before.
    func subscribe() -> Subscription {
        subscription?.wakeUp.finish()
        subscriptions += 1
        let new = Subscription(number: subscriptions)
        subscription = new
        owesFull = true
        new.wakeUp.raise()
        return new
    }

    func unsubscribe(_ old: Subscription) {
        guard subscription?.number == old.number else { return }
        subscription = nil
        changed = []
    }

    /// The next reports of a stream; none when there is nothing to say, or the stream was replaced.
    func takeReports(_ reader: Subscription) -> [AgentReport] {
        guard isOpen, subscription?.number == reader.number else { return [] }
        if owesFull {
            owesFull = false
            owesStatus = false
            changed = []
            let all = containers.values.sorted { $0.id < $1.id }
            return [.full(NodeReport(status: status, containers: all))]
        }
        var reports: [AgentReport] = []
        if owesStatus {
            owesStatus = false
            reports.append(.node(status))
        }
        while reports.count < Self.batch, let id = changed.popFirst() {
            reports.append(containers[id].map(AgentReport.container) ?? .removed(id))
        }
        if !changed.isEmpty { wake() }
        return reports
    }
}

extension ContainerStatus.State {
    /// Whether the container's main process exists.
    var isAlive: Bool { self == .running || self == .paused }
}
