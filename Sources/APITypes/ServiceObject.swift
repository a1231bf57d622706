//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A service as the API shows it.
package struct ServiceObject: Codable, Sendable, Hashable {
    package struct Definition: Codable, Sendable, Hashable {
        package var image = ""
        /// `KEY=value` lines.
        package var environment: [String] = []
        package var labels: [String: String] = [:]
        package var memLimit: Int64 = 0
        package var memswapLimit: Int64 = 0
        package var memswapReservation: Int64 = 0
        package var kernelMemory: Int64 = 0
        package var shmSize: Int64 = 0
        package var oomKillDisable = false
        package var restart = ""
        package var volumes: [String] = []

        package init() {}

        enum CodingKeys: String, CodingKey {
            case image, environment, labels, restart, volumes
            case memLimit = "mem_limit"
            case memswapLimit = "memswap_limit"
            case memswapReservation = "memswap_reservation"
            case kernelMemory = "kernel_memory"
            case shmSize = "shm_size"
            case oomKillDisable = "oom_kill_disable"
        }
    }

    package struct Extensions: Codable, Sendable, Hashable {
        package var scale: Int
        package var logs: [String]
        /// The addresses under which the service is reached through simple routing.
        package var routes: [String]
        /// One on every node.
        package var global: Bool

        package init(scale: Int, logs: [String] = [], routes: [String] = [], global: Bool = false) {
            self.scale = scale
            self.logs = logs
            self.routes = routes
            self.global = global
        }
    }

    /// `{project}_{service}`.
    package var id: String
    package var name: String
    package var project: String
    package var description = ""
    package var composeVersion = "1"
    /// By container ID.
    package var containers: [String: ContainerObject]?
    /// How many of its containers run.
    package var runningCount = 0
    package var created = ""
    package var updated = ""
    package var currentState = ""
    package var desiredState = ""
    package var definition = Definition()
    package var extensions = Extensions(scale: 1)
    package var hash = ""
    package var version = ""
    /// Why a container that should be there is not, a line each: by container name.
    package var waiting: [String: String] = [:]

    package init(id: String, name: String, project: String) {
        self.id = id
        self.name = name
        self.project = project
    }

    enum CodingKeys: String, CodingKey {
        case id, name, project, description, containers, created, updated, definition, extensions, hash, version
        case waiting
        case composeVersion = "compose_version"
        case currentState = "current_state"
        case desiredState = "desired_state"
        case runningCount = "running_count"
    }
}
