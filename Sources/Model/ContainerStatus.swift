//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A container as its node's agent sees it.
package struct ContainerStatus: Codable, Hashable, Sendable {
    /// The engine's word for what the container does.
    package enum State: String, Codable, Hashable, Sendable {
        case created
        case running
        case paused
        case restarting
        case removing
        case exited
        case dead
    }

    package var id: ContainerID
    /// Without the leading slash.
    package var name: String
    package var image: String
    /// The image's own digest, `sha256:…`.
    package var imageID: String
    package var labels: [String: String]
    package var state: State
    package var exitCode: Int
    /// The engine's text for a container that could not start, or empty.
    package var error: String
    package var created: Timestamp
    package var started: Timestamp?
    package var finished: Timestamp?
    /// How often the engine restarted it.
    package var restartCount: Int
    /// Its address in the cluster's network; nil when it has none or does not run.
    package var address: String?
    package var publishedPorts: [PublishedPort]
    /// The ports of the node that were asked for, which it needs when it runs; nil where an agent doesn't say.
    package var boundPorts: [PublishedPort]?
    /// The ports that the image or the template names, in ascending order; nil where an agent doesn't say.
    package var exposedPorts: [ContainerPort]?
    /// Whether it has volumes of its place (`SlotVolume`); nil where an agent doesn't say.
    package var hasSlotVolumes: Bool?
    package var memoryBytes: Int64
    package var cpuMillis: Int64
    package var health: ContainerHealth

    package init(id: ContainerID, name: String, image: String, state: State, created: Timestamp) {
        self.id = id
        self.name = name
        self.image = image
        imageID = ""
        labels = [:]
        self.state = state
        exitCode = 0
        error = ""
        self.created = created
        restartCount = 0
        publishedPorts = []
        memoryBytes = 0
        cpuMillis = 0
        health = ContainerHealth(state: .none)
    }
}

/// What the last probes of a container said.
package struct ContainerHealth: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        /// There is no probe; a running container counts as healthy.
        case none
        /// No probe has succeeded yet since it started.
        case starting
        case healthy
        case unhealthy
    }

    package var state: State
    /// Failed probes in a row.
    package var failures: Int
    /// What the last failed probe said, or empty.
    package var message: String

    package init(state: State, failures: Int = 0, message: String = "") {
        self.state = state
        self.failures = failures
        self.message = message
    }
}

/// A port of a container as it is published on its node.
package struct PublishedPort: Codable, Hashable, Sendable {
    package var container: ContainerPort
    package var hostIP: String
    package var hostPort: Int

    package init(container: ContainerPort, hostIP: String, hostPort: Int) {
        self.container = container
        self.hostIP = hostIP
        self.hostPort = hostPort
    }
}

extension ContainerStatus {
    /// Whether it runs and its probe, if it has one, says that it is well.
    package var isServing: Bool { state == .running && (health.state == .none || health.state == .healthy) }

    /// The slot that the container's labels name, if Gantry made it.
    package var slot: ContainerSlot? {
        guard let service = labels[ContainerLabels.service],
            let number = labels[ContainerLabels.number].flatMap({ Int($0) })
        else { return nil }
        return ContainerSlot(service: ServiceName(service), number: number)
    }

    /// The application's life that the container belongs to, if Gantry made it.
    package var applicationID: ApplicationID? { labels[ContainerLabels.application].map(ApplicationID.init(rawValue:)) }
}
