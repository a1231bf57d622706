//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model
package import Scheduling

/// A container as the agent of its node reported it last; kept while the node is away.
package struct ObservedContainer: Hashable, Sendable {
    package var node: NodeID
    package var status: ContainerStatus

    package init(node: NodeID, status: ContainerStatus) {
        self.node = node
        self.status = status
    }
}

/// How often a container was started again in a row because it had ended.
package struct RestartHistory: Codable, Hashable, Sendable {
    package var attempts: Int
    package var lastStart: Timestamp

    package init(attempts: Int, lastStart: Timestamp) {
        self.attempts = attempts
        self.lastStart = lastStart
    }
}

/// An action on a slot's container that failed, the last one.
package struct ActionFailure: Hashable, Sendable {
    /// Why, for people.
    package var message: String
    /// Failures in a row, this one included.
    package var attempts: Int
    package var at: Timestamp
    /// What failed; nil when nobody needs to know.
    package var kind: Action.Kind?

    package init(message: String, attempts: Int, at: Timestamp, kind: Action.Kind? = nil) {
        self.message = message
        self.attempts = attempts
        self.at = at
        self.kind = kind
    }

    /// When the action may be tried again.
    package var retryAt: Timestamp { at + BackOff.delay(afterAttempts: attempts) }
}

/// The actions that are being carried out.
///
/// An action stays here until its node has reported what it led to: a report sent after its end, successful or not,
/// or the report that follows a reconnection. So a container that was made is never taken for one that is missing.
package struct InFlight: Sendable {
    private var kinds: [Action.Target: Action.Kind] = [:]

    package init() {}

    package var isEmpty: Bool { kinds.isEmpty }
    package subscript(target: Action.Target) -> Action.Kind? { kinds[target] }
    package mutating func insert(_ action: Action) { kinds[action.target] = action.kind }
    package mutating func remove(_ action: Action) { kinds[action.target] = nil }
}

/// Everything that a reconciliation looks at.
package struct ReconcileInput: Sendable {
    package var application: ApplicationState
    /// All containers that carry the application's name, those of its earlier lives included.
    ///
    /// One that Gantry didn't make (it names no `ApplicationID`) is never touched.
    package var containers: [ObservedContainer]
    /// All nodes with what every container, and every assignment that has none yet, takes of them.
    package var cluster: ClusterView
    package var inFlight: InFlight
    package var restartHistory: [ContainerSlot: RestartHistory]
    package var failures: [ContainerSlot: ActionFailure]
    package var rollOuts: RollOutMemory
    /// Since when nodes count as lost.
    package var lostSince: [NodeID: Timestamp]
    /// How long a node must have counted as lost before containers that may are made elsewhere.
    package var rescheduleAfter: Duration
    package var now: Timestamp

    package init(
        application: ApplicationState,
        containers: [ObservedContainer],
        cluster: ClusterView,
        inFlight: InFlight = InFlight(),
        restartHistory: [ContainerSlot: RestartHistory] = [:],
        failures: [ContainerSlot: ActionFailure] = [:],
        rollOuts: RollOutMemory = RollOutMemory(),
        lostSince: [NodeID: Timestamp] = [:],
        rescheduleAfter: Duration = .seconds(30),
        now: Timestamp
    ) {
        self.application = application
        self.containers = containers
        self.cluster = cluster
        self.inFlight = inFlight
        self.restartHistory = restartHistory
        self.failures = failures
        self.rollOuts = rollOuts
        self.lostSince = lostSince
        self.rescheduleAfter = rescheduleAfter
        self.now = now
    }
}
