//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import LocalCluster
import Testing

@Suite struct LocalClusterSpecTests {
    @Test func laysOutNodesAddressesAndZones() throws {
        let spec = try makeSpec(nodes: 4)
        #expect(spec.hostAddress == "10.213.7.1")
        #expect(spec.registryHost == "10.213.7.1:5000")
        #expect(spec.nodes.map(\.name) == ["node1", "node2", "node3", "node4"])
        #expect(spec.nodes.map(\.address) == ["10.213.7.11", "10.213.7.12", "10.213.7.13", "10.213.7.14"])
        #expect(spec.nodes.map(\.zone) == ["zone-a", "zone-b", "zone-c", "zone-a"])
    }

    @Test func refusesMoreNodesThanTheSubnetHolds() throws {
        #expect(try makeSpec(nodes: 4, subnet: "10.0.0.0/28").nodes.last?.address == "10.0.0.14")
        let error = #expect(throws: LocalClusterError.self) { try makeSpec(nodes: 5, subnet: "10.0.0.0/28") }
        #expect(error?.reason == "it has addresses for 4 nodes, 5 are asked for")
        #expect(throws: LocalClusterError.self) { try makeSpec(nodes: 1, subnet: "10.0.0.0/29") }
    }

    @Test func refusesNoNodes() {
        #expect(throws: LocalClusterError.self) { try makeSpec(nodes: 0) }
    }

    @Test func refusesPortsThatClash() throws {
        var ports = LocalClusterPorts()
        ports.server = 5000
        let error = #expect(throws: LocalClusterError.self) { try makeSpec(ports: ports) }
        #expect(error?.description == "registry port: 5000 is the server port too; give each a number of its own")
        ports.server = 65536
        #expect(throws: LocalClusterError.self) { try makeSpec(ports: ports) }
    }

    @Test(arguments: ["relative", "/", "/a/../b", "/a/./b", "/" + String(repeating: "x", count: 70)])
    func refusesStateDirectories(path: String) {
        #expect(throws: LocalClusterError.self) { try makeSpec(state: path) }
    }

    @Test func writesPathsInOneForm() throws {
        #expect(try makeSpec(state: "//var/lib//gantry-local/").stateDirectory == "/var/lib/gantry-local")
    }

    @Test func namesTheNodesThereAreForAnUnknownOne() throws {
        let spec = try makeSpec(nodes: 2)
        #expect(try spec.node(named: "node2").address == "10.213.7.12")
        let error = #expect(throws: LocalClusterError.self) { try spec.node(named: "node9") }
        #expect(error?.remedy == "name one of node1, node2")
    }
}

@Suite struct IPv4SubnetTests {
    @Test func readsAndWrites() throws {
        let subnet = try IPv4Subnet(parsing: "192.168.4.0/22")
        #expect(subnet.description == "192.168.4.0/22")
        #expect(subnet.size == 1024)
        #expect(subnet.address(at: 0x1FF) == "192.168.5.255")
    }

    @Test(arguments: ["", "10.0.0.0", "10.0.0.0/30", "10.0.0.0/7", "10.0.0/24", "10.0.0.256/24", "10.0.0.1/24", "a/24"])
    func refuses(text: String) {
        #expect(throws: LocalClusterError.self) { try IPv4Subnet(parsing: text) }
    }
}

@Suite struct LocalClusterNamesTests {
    @Test func theUsualDirectoryHasPlainNames() {
        let names = LocalClusterNames(stateDirectory: "/var/lib/gantry-local")
        #expect(names.switchNamespace == "gantry-local-switch")
        #expect(names.namespace(of: "node1") == "gantry-local-node1")
        #expect(
            names.entering("node1") == [
                "nsenter", "--net=/run/netns/gantry-local-node1", "--mount=/run/gantry-local/local/node1.mnt",
                "--uts=/run/gantry-local/local/node1.uts", "--",
            ]
        )
    }

    @Test func otherDirectoriesHaveNamesOfTheirOwn() {
        let first = LocalClusterNames(stateDirectory: "/tmp/one")
        let second = LocalClusterNames(stateDirectory: "/tmp/two")
        #expect(first.prefix != second.prefix)
        #expect(first == LocalClusterNames(stateDirectory: "/tmp/one"))
        // The kernel's limit for a device's name.
        #expect(first.hostLink.utf8.count <= 15)
    }
}

/// A cluster to plan with.
func makeSpec(
    nodes: Int = 3,
    subnet: String = "10.213.7.0/24",
    state: String = "/var/lib/gantry-local",
    ports: LocalClusterPorts = LocalClusterPorts()
) throws -> LocalClusterSpec {
    try LocalClusterSpec(
        stateDirectory: state,
        cacheDirectory: "/var/cache/gantry",
        subnet: IPv4Subnet(parsing: subnet),
        nodeCount: nodes,
        ports: ports
    )
}
