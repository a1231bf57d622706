//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How a local cluster is.
package struct LocalClusterStatus: Codable, Equatable, Sendable {
    /// How one of the cluster's parts on this machine is.
    package struct Part: Codable, Equatable, Sendable {
        /// The part's name.
        package let name: String
        /// Where it listens; empty for one that does not.
        package let address: String
        /// How it is.
        package let state: ProcessCondition
    }

    /// How a node is.
    package struct NodeCondition: Codable, Equatable, Sendable {
        /// The node's name.
        package let name: String
        /// Its address.
        package let address: String
        /// Its zone.
        package let zone: String
        /// `on` or `off`.
        package let power: String
        /// `up`, `cut`, or `none` for a node without power.
        package let network: String
        /// How its Docker Engine is.
        package let engine: ProcessCondition
        /// The engine's version, where it answers.
        package let engineVersion: String?
        /// How its agent is.
        package let agent: ProcessCondition
        /// The engine's socket, for `docker --host`.
        package let dockerHost: String
    }

    /// Where the cluster's state is kept.
    package let stateDirectory: String
    /// The parts on this machine.
    package let parts: [Part]
    /// The nodes, first to last.
    package let nodes: [NodeCondition]
}

/// How a process is.
package enum ProcessCondition: String, Codable, Equatable, Sendable {
    /// It runs and answers.
    case running
    /// It runs and does not answer yet.
    case starting
    /// It should run and does not; the supervisor will try again.
    case failing
    /// It should not run.
    case stopped
    /// There is no such process in this cluster yet.
    case absent
}
