//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// An application as the API shows it.
///
/// Field names of all objects here are those that existing clients of the project API know.
package struct Project: Codable, Sendable, Hashable {
    package var name: String
    package var description: String
    /// The template as it was submitted.
    package var template: String
    package var version: String
    /// RFC 3339 with fractional seconds.
    package var created: String
    package var updated: String
    package var desiredState: String
    package var currentState: String
    /// Variables of the template, and `COMPOSE_PROJECT_NAME`, `ACS_PROJECT_VERSION`, `ACS_DEFAULT_DOMAIN`.
    package var environment: [String: String]
    /// The configuration items that it runs with, and which versions of them; nil for none.
    package var configurations: [ConfigurationUse]?
    package var services: [ServiceObject]?
    package var isSystem: Bool
    /// What goes on with its last update; nil when there is nothing to tell.
    package var update: UpdateStatus?
    /// Nil for an application that is kept running.
    package var job: JobObject?

    package init(name: String) {
        self.name = name
        description = ""
        template = ""
        version = ""
        created = ""
        updated = ""
        desiredState = ""
        currentState = ""
        environment = [:]
        isSystem = false
    }

    enum CodingKeys: String, CodingKey {
        case name, description, template, version, created, updated, environment, configurations, services, job
        case desiredState = "desired_state"
        case currentState = "current_state"
        case isSystem = "is_system"
        case update = "update_status"
    }
}

/// What goes on with an application's last update.
package struct UpdateStatus: Codable, Sendable, Hashable {
    package enum Phase: String, Codable, Sendable, Hashable {
        /// Containers are being replaced.
        case updating
        /// It was stopped because a new container failed; what is left of the old version goes on.
        case halted
        /// A new container failed, and the version before runs again, or will.
        case rolledBack = "rolled_back"
        /// The new services of a blue-green release are being made.
        case blueGreen = "blue_green_in_progress"
        /// They run beside the old ones, until somebody confirms them or takes them back.
        case awaitingConfirmation = "awaiting_confirmation"
    }

    package var phase: Phase
    /// The version that it is about.
    package var version: String
    /// What failed, where something did.
    package var service = ""
    package var container = ""
    package var message = ""
    /// Of a blue-green release: the part of the requests that each service gets, 0 to 100.
    package var weights: [String: Int]?

    package init(phase: Phase, version: String) {
        self.phase = phase
        self.version = version
    }
}

/// How far the draining of a node is.
package struct DrainObject: Codable, Sendable, Hashable {
    package struct Container: Codable, Sendable, Hashable {
        package var name: String
        package var project: String
        /// What it waits for.
        package var reason: String
        /// Whether no other node can take it.
        package var isUnplaceable: Bool

        package init(name: String, project: String, reason: String, isUnplaceable: Bool) {
            self.name = name
            self.project = project
            self.reason = reason
            self.isUnplaceable = isUnplaceable
        }

        enum CodingKeys: String, CodingKey {
            case name, project, reason
            case isUnplaceable = "is_unplaceable"
        }
    }

    package var node: String
    package var isDrained: Bool
    /// Containers of applications that still run there.
    package var remaining: [Container]

    package init(node: String, isDrained: Bool, remaining: [Container]) {
        self.node = node
        self.isDrained = isDrained
        self.remaining = remaining
    }

    enum CodingKeys: String, CodingKey {
        case node, remaining
        case isDrained = "is_drained"
    }
}

/// Which containers would move where to spread the load better.
package struct RebalanceObject: Codable, Sendable, Hashable {
    package struct Move: Codable, Sendable, Hashable {
        package var container: String
        /// `{project}_{service}`.
        package var service: String
        /// Names of nodes.
        package var from: String
        package var to: String
        package var reason: String

        package init(container: String, service: String, from: String, to: String, reason: String) {
            self.container = container
            self.service = service
            self.from = from
            self.to = to
            self.reason = reason
        }
    }

    package var moves: [Move]

    package init(moves: [Move]) { self.moves = moves }
}

/// A version of an application that is kept.
package struct VersionObject: Codable, Sendable, Hashable {
    package var version: String
    /// RFC 3339 with fractional seconds.
    package var deployed: String
    /// Who deployed it, or empty.
    package var user = ""
    /// `deploy`, `redeploy`, `rollback`, or `failedUpdate` when Gantry went back to it by itself.
    package var cause = ""
    package var description = ""
    /// The services' names, and their images in the same order.
    package var services: [String] = []
    package var images: [String] = []
    /// The configuration items that it was deployed with.
    package var configurations: [ConfigurationUse] = []
    /// Whether it is the one that runs.
    package var isCurrent = false

    package init(version: String, deployed: String) {
        self.version = version
        self.deployed = deployed
    }

    enum CodingKeys: String, CodingKey {
        case version, deployed, user, cause, description, services, images, configurations
        case isCurrent = "is_current"
    }
}

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
    }
}

/// A container as the API shows it.
package struct ContainerObject: Codable, Sendable, Hashable {
    package struct HostPort: Codable, Sendable, Hashable {
        package var hostIP: String
        package var hostPort: String

        package init(hostIP: String, hostPort: String) {
            self.hostIP = hostIP
            self.hostPort = hostPort
        }

        enum CodingKeys: String, CodingKey {
            case hostIP = "host_ip"
            case hostPort = "host_port"
        }
    }

    package var id: String
    /// With a leading slash.
    package var name: String
    /// The node's address.
    package var node: String
    package var nodeName: String
    package var vmID: String
    package var ip: String
    package var running: Bool
    package var status: String
    /// `healthy`, `unhealthy`, `starting` or `none`.
    package var health: String
    /// The exit code, the engine's error, or what the last failed probe said.
    package var statusExt: String
    package var failCount: Int
    package var ports: [String: [HostPort]?]
    package var image: String
    package var imageID: String
    package var project: String
    package var service: String
    package var created: String
    /// Of a job: the number of its run.
    package var run: Int?

    package init(id: String, name: String) {
        self.id = id
        self.name = name
        node = ""
        nodeName = ""
        vmID = ""
        ip = ""
        running = false
        status = ""
        health = ""
        statusExt = ""
        failCount = 0
        ports = [:]
        image = ""
        imageID = ""
        project = ""
        service = ""
        created = ""
    }

    enum CodingKeys: String, CodingKey {
        case id, name, node, ip, running, status, health, ports, image, project, service, created, run
        case nodeName = "node_name"
        case vmID = "vm_id"
        case statusExt = "status_ext"
        case failCount = "fail_count"
        case imageID = "image_id"
    }
}

/// A node as the API shows it.
package struct Host: Codable, Sendable, Hashable {
    package var name: String
    package var ip: String
    package var healthy: Bool
    /// The node's ID.
    package var instanceID: String
    package var zoneID: String
    package var regionID: String
    /// `ready`, `drained`, `disconnected`, `lost` or `engineDown`.
    package var status: String
    package var created: String
    package var updated: String
    package var containers: Int
    package var containersRunning: Int
    package var containersPaused: Int
    package var containersStopped: Int
    package var agentVersion: String
    package var engineVersion: String
    package var cpus: Int
    package var memoryBytes: Int64
    package var labels: [String: String]
    /// When the node's certificate ends.
    package var certificateExpires: String

    package init(name: String, ip: String) {
        self.name = name
        self.ip = ip
        healthy = false
        instanceID = ""
        zoneID = ""
        regionID = ""
        status = ""
        created = ""
        updated = ""
        containers = 0
        containersRunning = 0
        containersPaused = 0
        containersStopped = 0
        agentVersion = ""
        engineVersion = ""
        cpus = 0
        memoryBytes = 0
        labels = [:]
        certificateExpires = ""
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case ip = "IP"
        case healthy = "Healthy"
        case instanceID = "InstanceId"
        case zoneID = "ZoneId"
        case regionID = "RegionId"
        case status = "Status"
        case created, updated
        case containers = "Containers"
        case containersRunning = "ContainersRunning"
        case containersPaused = "ContainersPaused"
        case containersStopped = "ContainersStopped"
        case agentVersion = "AgentVersion"
        case engineVersion = "EngineVersion"
        case cpus = "CPUs"
        case memoryBytes = "MemoryBytes"
        case labels = "Labels"
        case certificateExpires = "CertificateExpires"
    }
}

/// A cluster as the API shows it.
package struct ClusterObject: Codable, Sendable, Hashable {
    package var clusterID: String
    package var name: String
    /// `inactive`, `initial`, `running`, `updating`, `scaling`, `failed`, `deleting`, `deleteFailed`.
    package var state: String
    package var size: Int
    package var created: String
    package var updated: String
    package var regionID: String
    package var zoneID: String
    package var networkMode = "vpc"
    package var subnetCIDR: String
    package var clusterType = "aliyun"
    package var dockerVersion: String
    package var agentVersion: String
    package var masterURL: String
    /// JSON in a string: `{"health":2,"unhealth":1}`.
    package var nodeStatus: String
    /// The domain under which prefixes are routed.
    package var rootDomain: String
    /// Image references by prefix and what takes its place.
    package var imageMap: [String: String]

    package init(clusterID: String, name: String) {
        self.clusterID = clusterID
        self.name = name
        state = ""
        size = 0
        created = ""
        updated = ""
        regionID = ""
        zoneID = ""
        subnetCIDR = ""
        dockerVersion = ""
        agentVersion = ""
        masterURL = ""
        nodeStatus = ""
        rootDomain = ""
        imageMap = [:]
    }

    enum CodingKeys: String, CodingKey {
        case clusterID = "cluster_id"
        case name, state, size, created, updated
        case regionID = "region_id"
        case zoneID = "zone_id"
        case networkMode = "network_mode"
        case subnetCIDR = "subnet_cidr"
        case clusterType = "cluster_type"
        case dockerVersion = "docker_version"
        case agentVersion = "agent_version"
        case masterURL = "master_url"
        case nodeStatus = "node_status"
        case rootDomain = "root_domain"
        case imageMap = "image_map"
    }
}

/// A join token as the API shows it.
package struct TokenObject: Codable, Sendable, Hashable {
    package var token: String
    package var clusterID: String
    /// Unix seconds.
    package var created: Int64
    package var updated: Int64
    /// Unix seconds of the end; 0 for never.
    package var expired: Int64
    /// 1 while it can be used.
    package var isActive: Int

    package init(token: String, clusterID: String, created: Int64, expired: Int64, isActive: Int) {
        self.token = token
        self.clusterID = clusterID
        self.created = created
        updated = created
        self.expired = expired
        self.isActive = isActive
    }

    enum CodingKeys: String, CodingKey {
        case token, created, updated, expired
        case clusterID = "cluster_id"
        case isActive = "is_active"
    }
}

/// Something that happened to an application, a node or a cluster.
package struct EventObject: Codable, Sendable, Hashable {
    /// Grows with each event of a cluster.
    package var id: Int64
    package var time: String
    /// `info`, `warning` or `error`.
    package var level: String
    package var project: String
    package var service: String
    package var container: String
    package var node: String
    /// A word for programs, such as `container.started`.
    package var action: String
    /// A sentence for people.
    package var message: String

    package init(id: Int64, time: String, level: String, action: String, message: String) {
        self.id = id
        self.time = time
        self.level = level
        self.action = action
        self.message = message
        project = ""
        service = ""
        container = ""
        node = ""
    }
}

/// A line of a container's log.
package struct LogLine: Codable, Sendable, Hashable {
    package var container: String
    package var service: String
    /// `stdout` or `stderr`.
    package var stream: String
    package var time: String
    package var text: String

    package init(container: String, service: String, stream: String, time: String, text: String) {
        self.container = container
        self.service = service
        self.stream = stream
        self.time = time
        self.text = text
    }
}

/// What deploying a template would change: the answer of the plan call.
package struct PlanObject: Codable, Sendable, Hashable {
    package struct Change: Codable, Sendable, Hashable {
        /// `create`, `replace`, `start`, `stop`, `remove` or `keep`.
        package var action: String
        package var container: String
        package var service: String
        package var node: String
        /// Why it changes, and why it goes to that node.
        package var reasons: [String]
        /// For one that fits nowhere: each node with its reason.
        package var refusals: [String: String]

        package init(action: String, container: String, service: String, node: String, reasons: [String]) {
            self.action = action
            self.container = container
            self.service = service
            self.node = node
            self.reasons = reasons
            refusals = [:]
        }
    }

    package var changes: [Change]
    package var warnings: [String]

    package init(changes: [Change], warnings: [String]) {
        self.changes = changes
        self.warnings = warnings
    }
}

/// Who serves an address.
package struct RouteObject: Codable, Sendable, Hashable {
    package struct Server: Codable, Sendable, Hashable {
        package var container: String
        package var node: String
        package var address: String
        package var port: Int
        package var draining: Bool
        /// Its part of the visitors beside the others', 1 to 256; nil for equal parts.
        package var weight: Int?

        package init(
            container: String,
            node: String,
            address: String,
            port: Int,
            draining: Bool,
            weight: Int? = nil
        ) {
            self.container = container
            self.node = node
            self.address = address
            self.port = port
            self.draining = draining
            self.weight = weight
        }
    }

    package var host: String
    package var path: String
    package var project: String
    package var service: String
    package var port: Int
    package var sticky: Bool
    package var servers: [Server]

    package init(host: String, path: String, project: String, service: String, port: Int, sticky: Bool) {
        self.host = host
        self.path = path
        self.project = project
        self.service = service
        self.port = port
        self.sticky = sticky
        servers = []
    }
}
