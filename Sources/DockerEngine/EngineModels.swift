//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// What `GET /version` says, as far as it is needed.
package struct EngineVersion: Decodable, Hashable, Sendable {
    package var version: String
    package var apiVersion: String

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
    }
}

/// What `GET /info` says of the engine and its machine, as far as it is needed.
package struct EngineInfo: Decodable, Hashable, Sendable {
    /// The engine's part in a swarm.
    package struct Swarm: Decodable, Hashable, Sendable {
        /// `inactive`, `pending`, `active`, `error` or `locked`; older engines leave it empty for inactive.
        package var localNodeState: String?
        package var controlAvailable: Bool?

        private enum CodingKeys: String, CodingKey {
            case localNodeState = "LocalNodeState"
            case controlAvailable = "ControlAvailable"
        }
    }

    package var id: String
    package var name: String
    package var serverVersion: String
    package var operatingSystem: String
    package var kernelVersion: String
    /// What carries the images, such as `overlay2`.
    package var storageDriver: String?
    /// `linux` or `windows`.
    package var osType: String?
    package var cpus: Int
    package var memoryBytes: Int64
    /// `key=value` each.
    package var labels: [String]?
    package var swarm: Swarm?
    package var limitsMemory: Bool?
    package var limitsCPU: Bool?
    package var isLiveRestoreEnabled: Bool?
    /// The folder of images, containers and volumes.
    package var dataRoot: String?

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case serverVersion = "ServerVersion"
        case operatingSystem = "OperatingSystem"
        case kernelVersion = "KernelVersion"
        case storageDriver = "Driver"
        case osType = "OSType"
        case cpus = "NCPU"
        case memoryBytes = "MemTotal"
        case labels = "Labels"
        case swarm = "Swarm"
        case limitsMemory = "MemoryLimit"
        case limitsCPU = "CpuCfsQuota"
        case isLiveRestoreEnabled = "LiveRestoreEnabled"
        case dataRoot = "DockerRootDir"
    }
}

/// An entry of `GET /containers/json`, as far as it is needed.
package struct EngineContainerSummary: Decodable, Hashable, Sendable {
    package var id: String

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
    }
}

/// An entry of `GET /images/json`, as far as it is needed.
package struct EngineImageSummary: Decodable, Hashable, Sendable {
    /// `sha256:…`.
    package var id: String
    /// Null, or `<none>:<none>`, for an image without a name.
    package var tags: [String]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
    }
}

/// An object of `GET /events`, as far as it is needed.
package struct EngineEvent: Decodable, Hashable, Sendable {
    package struct Actor: Decodable, Hashable, Sendable {
        package var id: String
        package var attributes: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }

    /// What it is about: `container`, `network` or `daemon`, among others.
    package var type: String
    /// What happened: `start`, `die` or `connect`, among others.
    package var action: String
    package var actor: Actor

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
    }

    /// The container that the event is about, or that was connected to or disconnected from a network.
    package var containerID: String? {
        switch type {
        case "container": actor.id
        case "network": actor.attributes?["container"]
        default: nil
        }
    }
}

/// What `GET /exec/{id}/json` says, as far as it is needed.
package struct EngineExecState: Decodable, Hashable, Sendable {
    package var isRunning: Bool
    /// Nil while it runs.
    package var exitCode: Int?
    /// The process as the host sees it; 0 before it started.
    package var pid: Int?

    private enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case exitCode = "ExitCode"
        case pid = "Pid"
    }
}
