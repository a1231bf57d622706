//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Scheduling

extension ClusterController {
    func clusterObject() -> ClusterObject {
        var object = ClusterObject(clusterID: id.rawValue, name: record.name)
        object.size = nodes.count
        object.created = record.created.description
        object.updated = record.updated.description
        object.regionID = record.region
        object.subnetCIDR = record.subnetCIDR
        object.rootDomain = record.domain
        object.httpPort = (record.webPorts ?? .usual).http
        object.httpsPort = (record.webPorts ?? .usual).https
        object.strategy = (record.strategy ?? .spread).rawValue
        object.imageMap = record.imageMap
        object.capabilities = ClusterCapabilities.all
        if let port = record.endpointPort {
            object.port = port
            let host = settings.endpointHost
            object.masterURL = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
        let statuses = nodes.values.compactMap { $0.status ?? $0.record.lastStatus }
        object.dockerVersion = statuses.map(\.engineVersion).min() ?? ""
        object.agentVersion = statuses.map(\.agentVersion).min() ?? ""
        let healthy = nodes.values.filter { $0.condition == .ready }.count
        object.healthy = healthy == nodes.count ? "health" : "unhealth"
        object.nodeStatus = "{\"health\":\(healthy),\"unhealth\":\(nodes.count - healthy)}"
        object.state = nodes.isEmpty ? "inactive" : "running"
        return object
    }

    func hosts() -> [Host] {
        nodes.values.sorted { $0.record.name < $1.record.name }.map(host)
    }

    func host(_ node: NodeState) -> Host {
        var host = Host(name: node.record.name, ip: node.record.address)
        let condition = node.condition
        host.healthy = condition == .ready
        host.instanceID = node.record.id.rawValue
        host.zoneID = node.record.zone
        host.regionID = record.region
        host.status = condition.rawValue
        host.created = node.record.created.description
        host.updated = node.record.updated.description
        host.containers = node.containers.count
        for status in node.containers.values {
            switch status.state {
            case .running, .restarting: host.containersRunning += 1
            case .paused: host.containersPaused += 1
            case .created, .exited, .dead, .removing: host.containersStopped += 1
            }
        }
        if let status = node.status ?? node.record.lastStatus {
            host.agentVersion = status.agentVersion
            host.engineVersion = status.engineVersion
            host.cpus = status.cpus
            host.memoryBytes = status.memoryBytes
            host.diskBytes = status.disk?.totalBytes
            host.diskFreeBytes = status.disk?.freeBytes
        }
        let reservations = node.containers.reservations.compactMap { reservation(of: $0, $1) }
        host.reservedCPUs = Double(reservations.reduce(0) { $0 + $1.cpuMillis }) / 1_000
        host.reservedMemoryBytes = reservations.reduce(0) { $0 + $1.memoryBytes }
        host.labels = node.labels
        host.certificateExpires = node.record.certificateExpires.description
        return host
    }

    func containerObject(_ status: ContainerStatus, on node: NodeState) -> ContainerObject {
        var object = ContainerObject(id: status.id.rawValue, name: "/" + status.name)
        object.node = node.record.address
        object.nodeName = node.record.name
        object.vmID = node.record.id.rawValue
        object.ip = status.address ?? ""
        object.running = status.state == .running
        object.status = status.state.rawValue
        object.health = status.health.state.rawValue
        if !status.error.isEmpty {
            object.statusExt = status.error
        } else if status.state == .exited || status.state == .dead {
            object.statusExt = "exit code \(status.exitCode)"
        } else {
            object.statusExt = status.health.message
        }
        object.failCount = status.health.failures
        var ports: [String: [ContainerObject.HostPort]] = [:]
        for port in status.publishedPorts {
            ports[port.container.description, default: []].append(
                ContainerObject.HostPort(hostIP: port.hostIP, hostPort: String(port.hostPort))
            )
        }
        object.ports = ports.mapValues { Optional($0) }
        object.image = status.image
        object.imageID = status.imageID
        object.project = status.labels[ContainerLabels.project] ?? ""
        object.service = status.labels[ContainerLabels.service] ?? ""
        object.created = status.created.description
        object.run = status.attempt?.run
        return object
    }

    /// All containers of all nodes; without `all`, those that run.
    func containerObjects(all: Bool) -> [ContainerObject] {
        nodes.values.flatMap { node in
            node.containers.values.filter { all || $0.state == .running }.map { containerObject($0, on: node) }
        }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// A container by ID, by name, with or without its node's before it, or by the beginning of its ID.
    func container(_ reference: String) throws -> (NodeState, ContainerStatus) {
        let name = reference.hasPrefix("/") ? String(reference.dropFirst()) : reference
        var byPrefix: [(NodeState, ContainerStatus)] = []
        for node in nodes.values {
            if let status = node.containers[ContainerID(name)] { return (node, status) }
            for status in node.containers.values {
                if status.name == name || "\(node.record.name)/\(status.name)" == name { return (node, status) }
                if !name.isEmpty, status.id.rawValue.hasPrefix(name) { byPrefix.append((node, status)) }
            }
        }
        guard let found = byPrefix.first else {
            throw ControlPlaneError(.notFound, "No such container: \(reference.prefix(200))")
        }
        guard byPrefix.count == 1 else {
            throw ControlPlaneError(
                .conflict,
                "container \(reference): \(byPrefix.count) IDs begin so; give more of the ID, or the name"
            )
        }
        return found
    }

    func containerObject(_ reference: String) throws -> ContainerObject {
        let (node, status) = try container(reference)
        return containerObject(status, on: node)
    }
}
