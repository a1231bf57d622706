//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import DockerEngine
import Model

extension ContainerStatus {
    /// Reads what the engine says of a container; its health is that of the engine's own check.
    ///
    /// - Parameter container: The engine's answer.
    init(_ container: EngineContainer) {
        self.init(
            id: ContainerID(container.id),
            name: container.plainName,
            image: container.config.image,
            state: State(rawValue: container.state.status) ?? .dead,
            created: Timestamp(container.created) ?? Timestamp(seconds: 0)
        )
        imageID = container.imageID
        labels = container.config.labels ?? [:]
        exitCode = container.state.exitCode
        error = container.state.error ?? ""
        started = Timestamp(container.state.startedAt)
        finished = Timestamp(container.state.finishedAt)
        restartCount = container.restartCount ?? 0
        address = container.address(in: ClusterNetwork.name)
        publishedPorts = container.publishedPorts
        boundPorts = container.boundPorts
        exposedPorts = container.exposedPorts
        hasSlotVolumes = (container.mounts ?? []).contains { mount in
            mount.type == "volume" && SlotVolume.isName(mount.name ?? "", container: container.plainName)
        }
        memoryBytes = container.hostConfig?.memory ?? 0
        cpuMillis = container.hostConfig?.cpuMillis ?? 0
        if let health = container.state.health { self.health = ContainerHealth(health) }
    }
}

extension ContainerHealth {
    /// Characters of a check's output that are kept.
    private static let outputLimit = 200

    init(_ health: EngineContainer.Health) {
        self.init(state: State(rawValue: health.status) ?? .none)
        guard state == .unhealthy || state == .starting, let last = health.log?.last, last.exitCode != 0 else { return }
        // The count of one that stays unhealthy is no news.
        failures = state == .unhealthy ? 0 : health.failingStreak
        let output = last.output.prefix(Self.outputLimit).split(whereSeparator: \.isNewline).joined(separator: " ")
        message = "the health check exited with \(last.exitCode)" + (output.isEmpty ? "" : ": \(output)")
    }
}

/// The overlay network that the containers of a cluster share.
enum ClusterNetwork {
    static let name = "multi-host-network"
}

extension EngineContainer {
    var plainName: String { name.hasPrefix("/") ? String(name.dropFirst()) : name }

    /// The container's address in a network; nil when it isn't in it or doesn't run.
    func address(in network: String) -> String? {
        guard let address = networkSettings?.networks?[network]??.ipAddress, !address.isEmpty else { return nil }
        return address
    }

    /// Where the container is reached from inside its own network namespace: its address in the cluster's network, or
    /// else in another, or else, as with the host's network, the loopback address.
    var probeAddress: String {
        if let address = address(in: ClusterNetwork.name) { return address }
        let networks = networkSettings?.networks ?? [:]
        return networks.keys.sorted().lazy.compactMap { address(in: $0) }.first ?? "127.0.0.1"
    }

    var exposedPorts: [ContainerPort] {
        (config.exposedPorts ?? [:]).keys.compactMap { ContainerPort(engineName: $0) }.sorted { left, right in
            (left.number, left.transport.rawValue) < (right.number, right.transport.rawValue)
        }
    }

    var publishedPorts: [PublishedPort] { Self.ports(networkSettings?.ports) }

    /// Those that were asked for by number; nil for none.
    var boundPorts: [PublishedPort]? {
        let bound = Self.ports(hostConfig?.portBindings).filter { $0.hostPort > 0 }
        return bound.isEmpty ? nil : bound
    }

    private static func ports(_ bindings: [String: [PortBinding]?]?) -> [PublishedPort] {
        let ports = (bindings ?? [:]).flatMap { name, bindings -> [PublishedPort] in
            guard let port = ContainerPort(engineName: name) else { return [] }
            return (bindings ?? []).compactMap { binding in
                Int(binding.hostPort).map { PublishedPort(container: port, hostIP: binding.hostIP, hostPort: $0) }
            }
        }
        // The engine's order changes from answer to answer; a change here would be reported as one of the container.
        return ports.sorted { left, right in
            (left.container.number, left.container.transport.rawValue, left.hostIP, left.hostPort)
                < (right.container.number, right.container.transport.rawValue, right.hostIP, right.hostPort)
        }
    }
}

extension EngineContainer.HostConfig {
    /// Thousandths of a core; 0 for no limit.
    var cpuMillis: Int64 {
        if let nanoCPUs, nanoCPUs > 0 { return nanoCPUs / 1_000_000 }
        guard let cpuQuota, cpuQuota > 0 else { return 0 }
        let period = cpuPeriod.flatMap { $0 > 0 ? $0 : nil } ?? 100_000
        return cpuQuota.multipliedReportingOverflow(by: 1_000).partialValue / period
    }
}

extension ContainerPort {
    /// Reads the engine's notation, such as `80/tcp`; nil for what isn't TCP or UDP.
    init?(engineName: String) {
        let parts = engineName.split(separator: "/")
        guard let number = parts.first.flatMap({ Int($0) }),
            let transport = parts.count == 2 ? TransportProtocol(rawValue: String(parts[1])) : .tcp
        else { return nil }
        self.init(number, transport)
    }
}
