//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// One node of the local cluster: a Docker Engine with a network of its own.
package struct LocalNodeSpec: Codable, Equatable, Sendable {
    /// The node's name and host name, such as `node1`.
    package let name: String
    /// Its address in the cluster's network.
    package let address: String
    /// Its zone, such as `zone-a`.
    package let zone: String
}

/// The ports the local cluster listens on.
package struct LocalClusterPorts: Codable, Equatable, Sendable {
    /// The front door's port on 127.0.0.1.
    package var frontDoor = 8080
    /// The front door's port for TLS, as far from the other as 443 is from 80.
    package var secureFrontDoor: Int { frontDoor + 363 }
    /// The console's and management API's port.
    package var server = 7800
    /// The port that agents dial.
    package var agent = 7801
    /// The first of a thousand ports, one for each cluster's endpoint; nil for the server's default.
    package var endpoint: Int?
    /// The registry's port on the host's address in the cluster's network.
    package var registry = 5000
    /// The port of the routing container on every node.
    package var routing = 9080
    /// The port of the routing container on every node for TLS.
    package var secureRouting: Int { 9443 }

    /// The default ports.
    package init() {}
}

/// What the user asked `gantry local up` for.
package struct LocalClusterSpec: Codable, Equatable, Sendable {
    /// Where all of the cluster's state is kept; absolute, without a slash at its end.
    package let stateDirectory: String
    /// Where things stay that are dear to make again, such as the registry's images.
    package let cacheDirectory: String
    /// The network that joins host and nodes.
    package let subnet: IPv4Subnet
    /// The nodes, first to last.
    package let nodes: [LocalNodeSpec]
    /// The ports to listen on.
    package let ports: LocalClusterPorts
    /// How long the server waits, in seconds, until containers of a lost node that may move do; nil for its default.
    package let rescheduleAfterSeconds: Int?

    /// Lays out a cluster of `nodeCount` nodes.
    ///
    /// - Throws: an error when the subnet has too few addresses, a port is out of range or used twice, or the state
    ///   directory is not an absolute path short enough for unix sockets below it.
    package init(
        stateDirectory: String,
        cacheDirectory: String,
        subnet: IPv4Subnet,
        nodeCount: Int,
        ports: LocalClusterPorts = LocalClusterPorts(),
        rescheduleAfterSeconds: Int? = nil
    ) throws(LocalClusterError) {
        let state = try LocalClusterPaths.normalize(stateDirectory, as: "state directory")
        guard nodeCount >= 1 else {
            throw LocalClusterError("nodes", "\(nodeCount) is too few", remedy: "ask for one or more")
        }
        let room = subnet.size - Self.firstNodeOffset - 1
        guard nodeCount <= room else {
            throw LocalClusterError(
                "subnet \(subnet)",
                "it has addresses for \(max(room, 0)) nodes, \(nodeCount) are asked for",
                remedy: "give a larger network with --subnet"
            )
        }
        try Self.check(ports)
        if let seconds = rescheduleAfterSeconds, !(0...86_400).contains(seconds) {
            throw LocalClusterError(
                "reschedule-after",
                "\(seconds) is no number of seconds from 0 to 86400",
                remedy: "give one, or leave it out"
            )
        }
        self.stateDirectory = state
        self.cacheDirectory = try LocalClusterPaths.normalize(cacheDirectory, as: "cache directory")
        self.subnet = subnet
        self.ports = ports
        self.rescheduleAfterSeconds = rescheduleAfterSeconds
        self.nodes = (0..<nodeCount).map { index in
            LocalNodeSpec(
                name: "node\(index + 1)",
                address: subnet.address(at: Self.firstNodeOffset + index),
                zone: "zone-\(["a", "b", "c"][index % 3])"
            )
        }
    }

    /// Nodes begin at `.11`, so that a node's number can be read off its address.
    private static let firstNodeOffset = 11

    /// The host's own address in the cluster's network.
    package var hostAddress: String { subnet.address(at: 1) }

    /// The registry as image references name it, such as `10.213.7.1:5000`.
    package var registryHost: String { "\(hostAddress):\(ports.registry)" }

    /// Everything's place on the disk.
    package var paths: LocalClusterPaths { LocalClusterPaths(stateDirectory: stateDirectory) }

    /// Everything's name in the kernel.
    package var names: LocalClusterNames { LocalClusterNames(stateDirectory: stateDirectory) }

    /// The node of this name.
    ///
    /// - Throws: an error that lists the names there are.
    package func node(named name: String) throws(LocalClusterError) -> LocalNodeSpec {
        guard let node = nodes.first(where: { $0.name == name }) else {
            throw LocalClusterError(
                name,
                "the local cluster has no such node",
                remedy: "name one of \(nodes.map(\.name).joined(separator: ", "))"
            )
        }
        return node
    }

    private static func check(_ ports: LocalClusterPorts) throws(LocalClusterError) {
        let all = [
            ("front-door port", ports.frontDoor), ("front door's port for TLS", ports.secureFrontDoor),
            ("server port", ports.server), ("agent port", ports.agent),
            ("registry port", ports.registry),
        ]
        let others = [("routing port", ports.routing), ("endpoint port", ports.endpoint ?? 1)]
        var seen: [Int: String] = [:]
        for (name, port) in all + others where !(1...65535).contains(port) {
            throw LocalClusterError(name, "\(port) is no port", remedy: "give a number from 1 to 65535")
        }
        for (name, port) in all {
            if let other = seen.updateValue(name, forKey: port) {
                throw LocalClusterError(name, "\(port) is the \(other) too", remedy: "give each a number of its own")
            }
        }
    }
}
