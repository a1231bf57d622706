//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import FoundationEssentials
import Model

/// A running container with a probe.
struct ProbeTarget: Hashable, Sendable {
    var id: ContainerID
    /// The container's main process as the host sees it.
    var processID: Int
    /// Tells one life of the container from the next.
    var started: Timestamp
    /// Where the container is reached from inside its own network namespace.
    var address: String
    var spec: ProbeSpec

    init(id: ContainerID, processID: Int, started: Timestamp, address: String, spec: ProbeSpec) {
        self.id = id
        self.processID = processID
        self.started = started
        self.address = address
        self.spec = spec
    }

    /// Reads the probe that the container's label holds; nil when it has none or doesn't run.
    init?(_ container: EngineContainer) {
        guard container.state.status == ContainerStatus.State.running.rawValue, container.state.pid > 0,
            let started = Timestamp(container.state.startedAt),
            let label = container.config.labels?[ContainerLabels.probe],
            let spec = try? JSONDecoder().decode(ProbeSpec.self, from: Data(label.utf8))
        else { return nil }
        self.init(
            id: ContainerID(container.id),
            processID: container.state.pid,
            started: started,
            address: container.probeAddress,
            spec: spec
        )
    }
}
