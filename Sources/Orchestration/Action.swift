//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// One thing to be done to one container on one node.
///
/// Every action may be carried out twice: creating what is there, starting what runs, stopping what is stopped and
/// removing what is gone succeed without doing anything.
package struct Action: Hashable, Sendable {
    package enum Work: Hashable, Sendable {
        /// Creates the container with this hash as its label `ContainerLabels.configHash`, and starts it.
        ///
        /// A successor is made beside the container that it stands in for, under a name of its own.
        case create(hash: String, isSuccessor: Bool)
        /// Creates the container of one try at a task of a job, and starts it; nothing starts it a second time.
        case createTask(TaskAttempt)
        case start(ContainerID)
        case stop(ContainerID, StopOptions)
        /// Stops the container if it runs, and removes it.
        case remove(ContainerID, RemoveOptions)
    }

    package struct StopOptions: Hashable, Sendable {
        /// Between the stop signal and the kill, in seconds.
        package var timeoutSeconds: Int
        /// Whether the container is taken out of the routing, and left to finish its requests, first.
        package var drains: Bool
    }

    package struct RemoveOptions: Hashable, Sendable {
        package var stop: StopOptions
        /// Whether the container's anonymous volumes go with it.
        package var removesVolumes: Bool
        /// Whether another container takes its place by an update.
        ///
        /// The service's image is pulled to the node before anything is stopped: while the image can't be had, the
        /// old container goes on.
        package var isReplacement: Bool
    }

    package enum Kind: String, Hashable, Sendable {
        case create
        case start
        case stop
        case remove
    }

    /// What an action is about, for telling whether one is under way.
    package enum Target: Hashable, Sendable {
        case slot(ContainerSlot)
        case successor(ContainerSlot)
        case container(ContainerID)
    }

    package let slot: ContainerSlot
    package let containerName: String
    package let node: NodeID
    package let work: Work
    /// Why, for people: what makes it necessary, then, for a new container, why on this node.
    package let reasons: [String]

    package var kind: Kind {
        switch work {
        case .create, .createTask: .create
        case .start: .start
        case .stop: .stop
        case .remove: .remove
        }
    }

    package var target: Target {
        switch work {
        case .create(_, isSuccessor: false), .createTask: .slot(slot)
        case .create(_, isSuccessor: true): .successor(slot)
        case .start(let id), .stop(let id, _), .remove(let id, _): .container(id)
        }
    }
}

extension Action: CustomStringConvertible {
    package var description: String {
        "\(kind.rawValue) \(containerName) on \(node): \(reasons.joined(separator: "; "))"
    }
}
