//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Labels that Gantry puts on the containers it creates, and reads back from them.
package enum ContainerLabels {
    package static let project = "com.docker.compose.project"
    package static let service = "com.docker.compose.service"
    package static let number = "com.docker.compose.container-number"
    /// `ServiceSpec.containerHash` of what the container was made from.
    package static let configHash = "com.docker.compose.config-hash"
    /// The cluster that the container belongs to.
    package static let cluster = "gantry.cluster"
    /// The `ApplicationID` of the application that the container belongs to.
    package static let application = "gantry.application"
    /// The probe as JSON (`ProbeSpec`), for the node's agent.
    package static let probe = "gantry.probe"
    /// Bytes that the node keeps for the container, where that is not its limit.
    package static let reservedMemory = "gantry.reserved-memory"
    /// Thousandths of a core that the node keeps for the container, where that is not its limit.
    package static let reservedCPU = "gantry.reserved-cpu"
    /// The numbers of the node's GPUs that the container has, in its own order, with commas between them.
    package static let gpus = "gantry.gpus"
    /// The run of a job that the container belongs to, and which try of its place it is: `TaskAttempt`.
    package static let run = "gantry.run"
    package static let attempt = "gantry.attempt"

    /// On a `SlotVolume`: the path in the container.
    package static let path = "gantry.path"

    /// Lists in JSON of the hints to the scheduler, as classic Swarm kept them.
    package static let constraints = "com.docker.swarm.constraints"
    package static let affinities = "com.docker.swarm.affinities"
    package static let whitelists = "com.docker.swarm.whitelists"
    package static let reschedulePolicies = "com.docker.swarm.reschedule-policies"
}
