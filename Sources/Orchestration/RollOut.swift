//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A roll-out that was stopped because a new container failed; kept until the service is deployed again.
package struct RollOutHalt: Codable, Hashable, Sendable {
    /// `ApplicationState.hash(of:)` of what was rolled out: the halt holds for nothing else.
    package var hash: String
    /// The slot's container name.
    package var container: String
    /// Its node.
    package var node: NodeID?
    /// The container, while there is one.
    package var id: ContainerID?
    /// Why, for people, to be read after the container's name.
    package var message: String
    package var at: Timestamp
    /// Whether the template had changed; false when containers were only to move to other nodes.
    package var isUpdate: Bool

    package init(hash: String, container: String, message: String, at: Timestamp, isUpdate: Bool) {
        self.hash = hash
        self.container = container
        self.message = message
        self.at = at
        self.isUpdate = isUpdate
    }
}

/// What is remembered of roll-outs from one reconciliation to the next.
///
/// It may be lost: then the times in it count from anew, and those of new containers from the containers' starts.
package struct RollOutMemory: Sendable {
    struct Progress: Sendable {
        var hash: String
        /// When the last new container succeeded or the last action ended.
        var last: Timestamp
        /// When the last new container succeeded.
        var lastSuccess: Timestamp?
        /// How many new containers have succeeded.
        var successes = 0
        /// New containers that took too long, while the roll-out goes on without them.
        var overdue: Set<ContainerSlot> = []
        /// Whether the template had changed.
        var isUpdate = false
        /// Whether an action was under way.
        var isBusy = false
    }

    /// Services whose containers are being replaced.
    var progress: [ServiceName: Progress] = [:]
    /// Since when new containers serve, by the server's clock.
    var servingSince: [ContainerID: Timestamp] = [:]

    package init() {}

    package var isEmpty: Bool { progress.isEmpty }
}

/// The rules by which a roll-out goes on or stops.
enum RollOutRule {
    /// A container without a probe or health check has succeeded when it has run for so long.
    static let monitor = Duration.seconds(5)
    /// How long a roll-out waits for a new container to succeed, beside the initial delay of its probe, if nobody says
    /// another time.
    static let timeLimit = Duration.seconds(300)
    /// A new container that ended so often has failed, though its restart policy would go on.
    static let restarts = 2
    /// After so many failures of an action in a row its container has failed.
    static let actionFailures = 3

    /// How long a new container must have served to count as succeeded.
    static func monitor(_ container: ContainerStatus, _ service: ServiceSpec) -> Duration {
        if let seconds = service.update.monitorSeconds { return .seconds(seconds) }
        return container.health.state == .none ? monitor : .zero
    }

    static func timeLimit(of service: ServiceSpec) -> Duration {
        (service.update.timeLimitSeconds.map(Duration.seconds) ?? timeLimit)
            + .seconds(service.probe?.initialDelaySeconds ?? 0)
    }

    /// Whether new containers are watched, and what is left of the old ones depends on how they do.
    ///
    /// A standard update replaces everything at once, so there is nothing left to be held back.
    static func isGated(_ service: ServiceSpec) -> Bool {
        service.update.parallelism != nil || service.update.order == .startFirst
            || service.update.failureAction == .rollback
    }
}

extension ServiceSpec {
    /// Whether a container of it writes where a second one beside it would write, too.
    var writesSharedVolumes: Bool {
        let writesOwn = volumes.contains { mount in
            switch mount.source {
            case .anonymous: false
            case .volume, .hostPath: !mount.options.contains("ro")
            }
        }
        return writesOwn || volumesFrom.contains { !$0.isReadOnly }
    }

    /// Whether only one container of it fits on a node, as it has ports of the node for itself.
    var holdsNodePorts: Bool {
        switch network {
        case .cluster: ports.contains { $0.hostPort != nil }
        case .host: true
        case .none: false
        }
    }
}

extension ContainerSlot {
    private static let successorSuffix = ".new"

    /// The name of a container that stands in while another one takes the place of the one there was.
    package func successorName(application: ApplicationName, spec: ServiceSpec) -> String {
        containerName(application: application, spec: spec) + Self.successorSuffix
    }

    /// Whether a container has such a name.
    package static func isSuccessor(_ name: String) -> Bool { name.hasSuffix(successorSuffix) }
}
