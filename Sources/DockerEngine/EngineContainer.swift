//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What `GET /containers/{id}/json` says, as far as it is needed.
package struct EngineContainer: Decodable, Hashable, Sendable {
    package struct State: Decodable, Hashable, Sendable {
        package var status: String
        /// The main process as the host sees it; 0 when it doesn't run.
        package var pid: Int
        package var exitCode: Int
        package var error: String?
        /// RFC 3339; the year 1 stands for never.
        package var startedAt: String
        package var finishedAt: String
        /// What the engine's own check says; nil without one.
        package var health: Health?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case pid = "Pid"
            case exitCode = "ExitCode"
            case error = "Error"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
            case health = "Health"
        }
    }

    package struct Health: Decodable, Hashable, Sendable {
        package struct Result: Decodable, Hashable, Sendable {
            package var exitCode: Int
            package var output: String

            private enum CodingKeys: String, CodingKey {
                case exitCode = "ExitCode"
                case output = "Output"
            }
        }

        /// `none`, `starting`, `healthy` or `unhealthy`.
        package var status: String
        package var failingStreak: Int
        /// The last five checks.
        package var log: [Result]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case failingStreak = "FailingStreak"
            case log = "Log"
        }
    }

    package struct HostConfig: Decodable, Hashable, Sendable {
        package var memory: Int64?
        package var nanoCPUs: Int64?
        package var cpuQuota: Int64?
        package var cpuPeriod: Int64?
        /// What was asked for, by the container's port; an empty host port is one of the engine's choice.
        package var portBindings: [String: [PortBinding]?]?

        private enum CodingKeys: String, CodingKey {
            case memory = "Memory"
            case nanoCPUs = "NanoCpus"
            case cpuQuota = "CpuQuota"
            case cpuPeriod = "CpuPeriod"
            case portBindings = "PortBindings"
        }
    }

    package struct Config: Decodable, Hashable, Sendable {
        package var image: String
        package var labels: [String: String]?
        /// By port, such as `80/tcp`; what they lead to is empty.
        package var exposedPorts: [String: [String: String]]?

        private enum CodingKeys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
            case exposedPorts = "ExposedPorts"
        }
    }

    package struct PortBinding: Decodable, Hashable, Sendable {
        package var hostIP: String
        package var hostPort: String

        private enum CodingKeys: String, CodingKey {
            case hostIP = "HostIp"
            case hostPort = "HostPort"
        }
    }

    package struct Endpoint: Decodable, Hashable, Sendable {
        /// Empty while the container doesn't run.
        package var ipAddress: String?

        private enum CodingKeys: String, CodingKey {
            case ipAddress = "IPAddress"
        }
    }

    package struct NetworkSettings: Decodable, Hashable, Sendable {
        /// By the container's port, such as `80/tcp`; null for a port that isn't published.
        package var ports: [String: [PortBinding]?]?
        /// By the network's name.
        package var networks: [String: Endpoint?]?

        private enum CodingKeys: String, CodingKey {
            case ports = "Ports"
            case networks = "Networks"
        }
    }

    package struct Mount: Decodable, Hashable, Sendable {
        /// `volume`, `bind` or `tmpfs`.
        package var type: String
        /// The volume's name; empty or absent for what isn't one.
        package var name: String?

        private enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
        }
    }

    package var id: String
    /// With a slash in front.
    package var name: String
    package var created: String
    /// The image's ID, `sha256:…`.
    package var imageID: String
    package var restartCount: Int?
    package var state: State
    package var hostConfig: HostConfig?
    package var config: Config
    package var networkSettings: NetworkSettings?
    package var mounts: [Mount]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case created = "Created"
        case imageID = "Image"
        case restartCount = "RestartCount"
        case state = "State"
        case hostConfig = "HostConfig"
        case config = "Config"
        case networkSettings = "NetworkSettings"
        case mounts = "Mounts"
    }
}
