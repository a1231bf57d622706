//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// A container of the Docker API that goes to another node when its own is lost.
struct DockerContainerRecord: Codable, Sendable, Hashable {
    /// The ID that it keeps there.
    var swarmID: String
    var name: String
    var node: NodeID
    var container: ContainerID
    /// The body of the call that made it.
    var body: String
    /// Of the engine's API, which the body is written in.
    var version: String
    /// What was changed about its networks since, by their names.
    var networks: [String: NetworkChange]?
}
