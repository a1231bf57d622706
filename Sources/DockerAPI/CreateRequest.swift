//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// A container that a client of the Docker API wants: where it may go, what it takes there, and what it is made of.
///
/// Source: Docker Engine API 1.24 to 1.41, `POST /containers/create`; hints as in classic Swarm 1.2.
package struct CreateRequest: Sendable, Hashable {
    /// The network that containers of the cluster share, which takes the place of an engine's own default.
    package static let clusterNetwork = "multi-host-network"
    /// The random ID that a container keeps when it goes to another node.
    package static let swarmIDLabel = "com.docker.swarm.id"
    /// Labels that Gantry alone gives.
    private static let reservedPrefix = "gantry."

    package private(set) var image = ""
    package private(set) var swarmID = ""
    package private(set) var labels: [String: String] = [:]
    package private(set) var placement = PlacementSpec()
    package private(set) var reschedule = ReschedulePolicy.off
    package private(set) var memoryBytes: Int64 = 0
    /// Thousandths of a core; 0 for no limit.
    package private(set) var cpuMillis: Int64 = 0
    /// The ports of the node that it needs for itself.
    package private(set) var hostPorts: [HostPort] = []
    /// The containers on whose node it has to be, as the caller called them.
    package private(set) var companions: [String] = []
    /// Other containers that it is linked to, wherever they are.
    package private(set) var linked: [String] = []

    private var top: JSONMembers
    private var host: JSONMembers
    private var endpoints: JSONMembers

    /// A port of the node.
    package struct HostPort: Sendable, Hashable {
        package var port: ContainerPort
        /// Empty for all addresses of the node.
        package var address: String

        package init(port: ContainerPort, address: String) {
            self.port = port
            self.address = address
        }
    }

    /// Reads the body of the call.
    ///
    /// - Parameters:
    ///   - body: As the client sent it.
    ///   - newID: The swarm ID for a container that brings none along.
    /// - Throws: `DockerRefusal` for what no engine would take, and for hints that are none.
    package init(_ body: JSONText, newID: String) throws(DockerRefusal) {
        top = try Self.members(
            body,
            "request body",
            [
                "Image", "Env", "Labels", "HostConfig", "NetworkingConfig", "Memory", "MemorySwap", "CpuShares",
                "Cpuset",
            ]
        )
        host = try Self.members(
            top["HostConfig"],
            "HostConfig",
            [
                "Binds", "NetworkMode", "Links", "VolumesFrom", "PidMode", "IpcMode", "PortBindings", "Memory",
                "MemorySwap",
                "NanoCpus", "CpuQuota", "CpuPeriod", "CpuShares", "CpusetCpus",
            ]
        )
        let networking = try Self.members(top["NetworkingConfig"], "NetworkingConfig", ["EndpointsConfig"])
        endpoints = try Self.members(networking["EndpointsConfig"], "NetworkingConfig.EndpointsConfig", [])
        image = top["Image"]?.string ?? ""
        guard !image.isEmpty else { throw DockerRefusal(400, "no command specified: the image has no name; name one") }
        try readLabels(newID: newID)
        takeOldResources()
        readResources()
        try readNeighbours()
        enterClusterNetwork()
    }

    private static func members(
        _ json: JSONText?,
        _ place: String,
        _ names: [String]
    ) throws(DockerRefusal) -> JSONMembers {
        guard let json, !json.isNull else { return JSONMembers() }
        guard let members = json.members else { throw DockerRefusal(400, "\(place): it is no JSON object") }
        // Engines read keys in whatever case, and of several the last; what is read here must be what they read.
        var result = JSONMembers()
        var seen: Set<String> = []
        for member in members.list {
            let lower = member.key.lowercased()
            let name = names.first { $0.lowercased() == lower } ?? member.key
            guard seen.insert(names.isEmpty ? name : lower).inserted else {
                throw DockerRefusal(400, "\(place): the field \(name) is there twice; leave one out")
            }
            result[name] = member.value
        }
        return result
    }
}

// MARK: Labels and hints

extension CreateRequest {
    private mutating func readLabels(newID: String) throws(DockerRefusal) {
        if let json = top["Labels"], !json.isNull {
            guard let values = json.stringValues else {
                throw DockerRefusal(400, "Labels: they are no JSON object of texts")
            }
            labels = values
        }
        if let reserved = labels.keys.filter({ $0.hasPrefix(Self.reservedPrefix) }).min() {
            throw DockerRefusal(400, "label \(reserved): labels that begin with gantry. are Gantry's own; leave it out")
        }
        var variables: [String] = []
        if let json = top["Env"], !json.isNull {
            guard let values = json.strings else { throw DockerRefusal(400, "Env: it is no JSON array of texts") }
            variables = values
        }
        var hints = SchedulingHints(labels: labels)
        let kept = variables.filter { !hints.take($0) }
        if kept.count != variables.count { top["Env"] = .strings(kept) }
        placement = try hints.placement()
        reschedule = try hints.reschedule()
        labels.merge(hints.labels) { $1 }
        if labels[Self.swarmIDLabel]?.isEmpty ?? true { labels[Self.swarmIDLabel] = newID }
        swarmID = labels[Self.swarmIDLabel] ?? newID
        top["Labels"] = .strings(labels)
    }

    /// Whether the caller named nodes, one of which it has to be.
    package var isBoundToNode: Bool {
        placement.constraints.contains { $0.key == "node" && !$0.isSoft && !$0.isNegated }
    }
}

// MARK: Resources

extension CreateRequest {
    /// Clients of before 1.18 wrote these beside the image.
    private mutating func takeOldResources() {
        for (old, new) in [("Memory", "Memory"), ("MemorySwap", "MemorySwap"), ("CpuShares", "CpuShares")] {
            if let value = top[old]?.int, value != 0 { host[new] = .int(value) }
            top[old] = nil
        }
        if let value = top["Cpuset"]?.string, !value.isEmpty { host["CpusetCpus"] = .string(value) }
        top["Cpuset"] = nil
    }

    private mutating func readResources() {
        memoryBytes = max(0, host["Memory"]?.int ?? 0)
        if let nanoCPUs = host["NanoCpus"]?.int, nanoCPUs > 0 {
            cpuMillis = nanoCPUs / 1_000_000
        } else if let quota = host["CpuQuota"]?.int, quota > 0 {
            let period = host["CpuPeriod"]?.int.flatMap { $0 > 0 ? $0 : nil } ?? 100_000
            let (product, overflow) = quota.multipliedReportingOverflow(by: 1_000)
            cpuMillis = overflow ? .max : product / period
        }
        hostPorts = (host["PortBindings"]?.members?.list ?? []).flatMap { entry -> [HostPort] in
            let transport = entry.key.split(separator: "/").dropFirst().first ?? "tcp"
            guard let transport = ContainerPort.TransportProtocol(rawValue: String(transport)) else { return [] }
            return (entry.value.elements ?? []).compactMap { binding in
                guard let port = binding["HostPort"]?.string.flatMap({ Int($0) }), port > 0 else { return nil }
                return HostPort(port: ContainerPort(port, transport), address: binding["HostIp"]?.string ?? "")
            }
        }
    }
}

// MARK: Other containers

extension CreateRequest {
    /// In these members a container is named after the prefix.
    private static let namespaces = ["NetworkMode", "PidMode", "IpcMode"]
    private static let containerPrefix = "container:"

    private mutating func readNeighbours() throws(DockerRefusal) {
        for entry in host["VolumesFrom"]?.strings ?? [] { companions.append(Self.parts(ofVolumesFrom: entry).name) }
        for key in Self.namespaces {
            if let mode = host[key]?.string, mode.hasPrefix(Self.containerPrefix) {
                companions.append(String(mode.dropFirst(Self.containerPrefix.count)))
            }
        }
        linked = links.map(\.target)
        guard companions.count + linked.count <= 1_000 else {
            throw DockerRefusal(400, "the container names more than 1000 others; name fewer")
        }
    }

    private var links: [(target: String, alias: String)] {
        (host["Links"]?.strings ?? []).map { link in
            let parts = link.split(separator: ":", maxSplits: 1).map(String.init)
            let target = parts.first ?? link
            let bare = target.drop { $0 == "/" }
            let name = bare.split(separator: "/").last.map(String.init) ?? target
            // What inspection shows of a link has the container's own name before the alias.
            let alias = parts.count > 1 ? parts[1].split(separator: "/").last.map(String.init) ?? parts[1] : name
            return (target, alias)
        }
    }

    private static func parts(ofVolumesFrom entry: String) -> (name: String, mode: String) {
        for mode in [":ro", ":rw", ":z", ":Z"] where entry.hasSuffix(mode) {
            return (String(entry.dropLast(mode.count)), mode)
        }
        return (entry, "")
    }

    /// Writes other containers as engines know them.
    ///
    /// - Parameter found: For each of `companions` and `linked` the container's ID and name.
    package mutating func resolve(_ found: [String: (id: String, name: String)]) {
        if let entries = host["VolumesFrom"]?.strings {
            host["VolumesFrom"] = .strings(
                entries.map { entry in
                    let (name, mode) = Self.parts(ofVolumesFrom: entry)
                    return (found[name]?.id ?? name) + mode
                }
            )
        }
        for key in Self.namespaces {
            guard let mode = host[key]?.string, mode.hasPrefix(Self.containerPrefix) else { continue }
            let name = String(mode.dropFirst(Self.containerPrefix.count))
            host[key] = .string(Self.containerPrefix + (found[name]?.id ?? name))
        }
        let links = links.map { "\(found[$0.target]?.name ?? $0.target):\($0.alias)" }
        guard !links.isEmpty else { return }
        if network == Self.clusterNetwork {
            // Engines look for links of this kind on their own node; those of a network go by name.
            host["Links"] = nil
            var endpoint = endpoints[Self.clusterNetwork]?.members ?? JSONMembers()
            endpoint["Links"] = .strings((endpoint["Links"]?.strings ?? []) + links)
            endpoints[Self.clusterNetwork] = endpoint.json
        } else {
            host["Links"] = .strings(links)
        }
    }
}

// MARK: Networks

extension CreateRequest {
    /// The network that the container begins in; empty for the engine's default.
    package var network: String { host["NetworkMode"]?.string ?? "" }

    /// Whether its network is one that somebody made.
    package var hasNamedNetwork: Bool {
        !["", "host", "none", Self.clusterNetwork].contains(network) && !network.hasPrefix(Self.containerPrefix)
    }

    /// Whether its labels ask for routes to it.
    package var hasRoutes: Bool { labels.keys.contains { $0.hasPrefix("aliyun.routing.port_") } }

    /// Puts a container that asks for the default network into the cluster's, where others find it from every node.
    private mutating func enterClusterNetwork() {
        guard ["", "default", "bridge"].contains(network) else { return }
        for name in ["default", "bridge"] {
            guard let endpoint = endpoints[name] else { continue }
            endpoints[name] = nil
            endpoints[Self.clusterNetwork] = endpoint
        }
        host["NetworkMode"] = .string(Self.clusterNetwork)
    }

    /// Takes the node's name off networks that are written `node/network`.
    ///
    /// - Parameter nodes: The cluster's.
    /// - Returns: The node that the first network named.
    package mutating func stripNodes(_ nodes: [ClusterNode]) -> ClusterNode? {
        let (node, name) = nodes.split(network)
        if node != nil { host["NetworkMode"] = .string(name) }
        for member in endpoints.list {
            let (owner, name) = nodes.split(member.key)
            guard owner != nil else { continue }
            endpoints[member.key] = nil
            endpoints[name] = member.value
        }
        return node
    }

    /// The body for the engine.
    package var body: JSONText {
        var body = top
        body["HostConfig"] = host.json
        if !endpoints.list.isEmpty || body["NetworkingConfig"] != nil {
            body["NetworkingConfig"] = .object([("EndpointsConfig", endpoints.json)])
        }
        return body.json
    }
}
