//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A port inside a container.
package struct ContainerPort: Codable, Hashable, Sendable {
    package enum TransportProtocol: String, Codable, Hashable, Sendable, CaseIterable {
        case tcp
        case udp
    }

    /// 1 to 65535.
    package var number: Int
    package var transport: TransportProtocol

    package init(_ number: Int, _ transport: TransportProtocol = .tcp) {
        self.number = number
        self.transport = transport
    }

    /// Docker's notation, such as `80/tcp`.
    package var description: String { "\(number)/\(transport.rawValue)" }

    /// The number alone for TCP, which nobody writes, and Docker's notation for the rest.
    package var brief: String { transport == .tcp ? "\(number)" : description }
}

extension ContainerPort: CustomStringConvertible {}

/// A container's port published on its node.
package struct PortMapping: Codable, Hashable, Sendable {
    package var container: ContainerPort
    /// The node's port; nil lets the engine choose a free one.
    package var hostPort: Int?
    /// The node's address to listen on; nil for all.
    package var hostIP: String?

    package init(container: ContainerPort, hostPort: Int? = nil, hostIP: String? = nil) {
        self.container = container
        self.hostPort = hostPort
        self.hostIP = hostIP
    }
}

/// A link to a service of the same application: its alias resolves to every container of it, on any node.
package struct ServiceLink: Codable, Hashable, Sendable {
    package var service: ServiceName
    package var alias: String

    package init(service: ServiceName, alias: String) {
        self.service = service
        self.alias = alias
    }
}

/// A link to something outside the application: a container's name or a host name, known here by an alias.
package struct ExternalLink: Codable, Hashable, Sendable {
    package var target: String
    package var alias: String

    package init(target: String, alias: String) {
        self.target = target
        self.alias = alias
    }
}

/// A volume or a node's directory mounted into a container.
package struct VolumeMount: Codable, Hashable, Sendable {
    package enum Source: Codable, Hashable, Sendable {
        /// A volume without a name: `SlotVolume`.
        case anonymous
        /// A named volume of the node's engine.
        case volume(String)
        /// A directory or file of the node.
        case hostPath(String)
    }

    package var source: Source
    /// The path in the container.
    package var target: String
    /// Docker's mount options, such as `ro` or `z`.
    package var options: [String]

    package init(source: Source, target: String, options: [String] = []) {
        self.source = source
        self.target = target
        self.options = options
    }
}

/// Mounts the volumes of another service's containers on the same node.
package struct VolumesFrom: Codable, Hashable, Sendable {
    package var service: ServiceName
    package var isReadOnly: Bool

    package init(service: ServiceName, isReadOnly: Bool = false) {
        self.service = service
        self.isReadOnly = isReadOnly
    }
}

/// What happens when a container's process ends.
package enum RestartPolicy: Codable, Hashable, Sendable {
    case no
    case always
    case unlessStopped
    /// Only after a failure; at most so often when a limit is given.
    case onFailure(maximumRetries: Int?)
}

/// A limit of a container's processes, as `setrlimit` knows it.
package struct ResourceLimit: Codable, Hashable, Sendable {
    package var name: String
    package var soft: Int
    package var hard: Int

    package init(name: String, soft: Int, hard: Int) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }
}

/// Limits of a container, which are reservations on its node at the same time.
package struct ResourceRequirements: Codable, Hashable, Sendable {
    /// Bytes; 0 for no limit.
    package var memoryBytes: Int64 = 0
    /// Memory and swap together in bytes, -1 for unlimited swap; nil for the engine's choice.
    package var memorySwapBytes: Int64?
    /// A soft limit in bytes.
    package var memoryReservationBytes: Int64?
    package var kernelMemoryBytes: Int64?
    package var shmBytes: Int64?
    /// Thousandths of a core, 0 for no limit: `cpu_shares: 50` is half a core.
    package var cpuMillis: Int64 = 0
    package var cpuSet: String?
    package var oomKillDisable = false
    /// Bytes that its node keeps for it; nil for as many as its limit.
    package var reservedMemoryBytes: Int64?
    /// Thousandths of a core that its node keeps for it; nil for as many as its limit.
    package var reservedCPUMillis: Int64?
    /// Processes and threads; nil for the engine's choice, -1 for no limit.
    package var pidsLimit: Int64?
    /// -1000 to 1000, from the last to be killed to the first when memory runs out.
    package var oomScoreAdjustment: Int?
    /// 0 to 100, how readily its memory is swapped out.
    package var memorySwappiness: Int?
    /// Whole GPUs of the node, which it has to itself: `aliyun.gpu`.
    package var gpus = 0

    package init() {}
}

/// How a container's health is found out: `aliyun.probe.*`.
package struct ProbeSpec: Codable, Hashable, Sendable {
    package enum Check: Codable, Hashable, Sendable {
        /// An HTTP GET of the path on the container's port; healthy on a 2xx or 3xx status.
        case http(port: Int, path: String)
        /// A TCP connection to the container's port.
        case tcp(port: Int)
        /// A shell command in the container; healthy when it exits with 0.
        case command(String)
    }

    package static let defaultTimeoutSeconds = 1
    package static let intervalSeconds = 2

    package var check: Check
    /// How long one probe may take, in seconds.
    package var timeoutSeconds: Int
    /// How long after the container's start the first probe runs, in seconds.
    package var initialDelaySeconds: Int

    package init(check: Check, timeoutSeconds: Int = defaultTimeoutSeconds, initialDelaySeconds: Int = 0) {
        self.check = check
        self.timeoutSeconds = timeoutSeconds
        self.initialDelaySeconds = initialDelaySeconds
    }
}

/// One domain that leads to one port of a service: an entry of `aliyun.routing.port_N`.
package struct RouteSpec: Codable, Hashable, Sendable {
    package enum Scheme: String, Codable, Hashable, Sendable, CaseIterable {
        case http
        case https
        case ws
        case wss

        /// Whether clients speak TLS.
        package var isSecure: Bool { self == .https || self == .wss }
    }

    package enum Host: Codable, Hashable, Sendable {
        /// One level, put before the cluster's domain.
        case prefix(String)
        /// A domain of the user's own.
        case domain(String)
    }

    package var containerPort: Int
    package var scheme: Scheme
    package var host: Host
    /// The context root, `/` or `/path`, lower-case, without a slash at the end (but for `/` itself).
    package var path: String

    package init(containerPort: Int, scheme: Scheme = .http, host: Host, path: String = "/") {
        self.containerPort = containerPort
        self.scheme = scheme
        self.host = host
        self.path = path
    }
}

/// A place where a service's logs are kept: `aliyun.log_store_NAME`.
package struct LogStoreSpec: Codable, Hashable, Sendable {
    package var name: String
    /// `stdout`, or a path in the container, with wildcards in its last part.
    package var source: String
    package var ttlDays: Int

    package init(name: String, source: String, ttlDays: Int = 2) {
        self.name = name
        self.source = source
        self.ttlDays = ttlDays
    }
}
