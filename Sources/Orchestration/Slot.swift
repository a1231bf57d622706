//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// The place of one container that is to be there, with what is known of it.
struct Slot {
    /// How a container stands, for those that depend on it and for roll-outs.
    enum Standing {
        /// It runs and is well.
        case serving
        /// It did what it had to and ended.
        case finished
        /// It is missing, starting, not well or on its way out.
        case pending
        /// No node can take it.
        case unplaced
        /// It ended, and nothing starts it again.
        case failed
        /// Its node can't be reached, so that nobody knows.
        case away
    }

    /// A container that is made beside the one that counts, to stand in until another one is in its place.
    struct Successor {
        let name: String
        let node: NodeID
        var container: ContainerStatus?
        var activity: Action.Kind?
    }

    let id: ContainerSlot
    /// The container's name.
    let name: String
    /// Where it belongs.
    var node: NodeID?
    /// Whether `node` is to be kept in the table of assignments.
    var isAssigned: Bool
    /// The one container that counts.
    var container: ContainerStatus?
    var successor: Successor?
    /// One on a node within reach, while the node where it belongs is not.
    var copy: ObservedContainer?
    /// What is being done to it, or will be as this reconciliation decided.
    var activity: Action.Kind?
    var standing = Standing.pending

    /// What a person reads of it after its name.
    var text: String {
        switch activity {
        case .create: return "is being created"
        case .start: return "is being started"
        case .stop: return "is being stopped"
        case .remove: return "is being removed"
        case nil: break
        }
        guard let container else {
            return switch standing {
            case .unplaced: "fits on no node"
            case .away: "is on a node that is away"
            default: "isn't there yet"
            }
        }
        return container.text
    }
}

extension ContainerStatus {
    /// What a person reads of it after its name.
    var text: String {
        switch state {
        case .created: return "isn't started yet"
        case .exited, .dead: return "exited with \(exitCode)" + (error.isEmpty ? "" : " (\(error))")
        case .paused: return "is paused"
        case .restarting: return "is being restarted by the engine"
        case .removing: return "is being removed"
        case .running: break
        }
        return switch health.state {
        case .starting: "is starting"
        case .unhealthy: "is unhealthy" + (health.message.isEmpty ? "" : ": " + health.message)
        case .none, .healthy: "is running"
        }
    }

    /// Whether a process of it is there, or is about to be.
    var isActive: Bool {
        switch state {
        case .running, .paused, .restarting: true
        case .created, .removing, .exited, .dead: false
        }
    }
}
