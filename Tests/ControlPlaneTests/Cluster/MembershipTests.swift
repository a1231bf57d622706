//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import ControlPlane
import Model
import Store
import Testing

@Suite struct MembershipTests {
    @Test func theFirstNodeMakesTheNetworkAndTheOthersJoinIt() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            #expect(cluster.journal.calls.filter { $0.hasSuffix("POST /swarm/init") } == ["n1 POST /swarm/init"])
            #expect(
                cluster.journal.calls.filter { $0.hasSuffix("POST /swarm/join") }
                    == ["n2 POST /swarm/join", "n3 POST /swarm/join"]
            )
            #expect(cluster.journal.count(of: "POST /networks/create") == 1)
            let hosts = try await cluster.plane.hosts(cluster.id)
            #expect(hosts.map(\.name) == ["n1", "n2", "n3"])
            #expect(hosts.allSatisfy { $0.healthy && $0.status == "ready" })
            let object = try await cluster.plane.cluster("test")
            #expect(object.size == 3)
            #expect(object.nodeStatus == #"{"health":3,"unhealth":0}"#)
        }
    }

    @Test func aNodeThatJoinsAgainStaysTheNodeItWas() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            let id = await node.id
            try await node.join(cluster.plane, token: cluster.plane.createToken(cluster.id, TokenRequest()).token)
            #expect(await node.id == id)
            #expect(try await cluster.plane.hosts(cluster.id).count == 1)
        }
    }

    @Test func namesAndAddressesBelongToOneNode() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let token = try await cluster.plane.createToken(cluster.id, TokenRequest()).token
            for (name, address) in [("n1", "10.0.0.9"), ("n9", "10.0.0.1")] {
                let other = FakeNode(name: name, address: address, journal: cluster.journal)
                await other.change { $0.status.engineID = "another" }
                await expectError(.conflict) { try await other.join(cluster.plane, token: token) }
            }
            let misnamed = FakeNode(name: "no_host", address: "10.0.0.9", journal: cluster.journal)
            await expectError(.invalid) { try await misnamed.join(cluster.plane, token: token) }
        }
    }

    @Test func aNodeOnlyWorksForWhoeverItBelongsTo() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let stranger = FakeConnection(
                cluster: ClusterID(cluster.id),
                node: "unknown",
                machine: cluster.nodes[0]
            )
            await expectError(.notFound) { try await cluster.plane.serve(stranger) }
        }
    }

    @Test func aNodeWithContainersIsRemovedByForceAlone() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 2))
            try await cluster.waitForState("running", of: "shop")
            await expectError(.conflict) {
                try await cluster.plane.removeHost(cluster.id, "n2", force: false)
            }
            try await cluster.plane.removeHost(cluster.id, "n2", force: true)
            #expect(await cluster.nodes[1].names.isEmpty)
            #expect(cluster.journal.count(of: "n2 POST /swarm/leave") == 1)
            try await eventually("both are on the other") {
                await cluster.nodes[0].names == ["shop_web_1", "shop_web_2"]
            }
            #expect(try await cluster.plane.hosts(cluster.id).map(\.name) == ["n1"])
        }
    }

    @Test func aClusterWithNodesStays() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await expectError(.conflict) { try await cluster.plane.deleteCluster(cluster.id) }
            try await cluster.plane.removeHost(cluster.id, "n1", force: false)
            try await cluster.plane.deleteCluster(cluster.id)
            await expectError(.notFound) { _ = try await cluster.plane.cluster(cluster.id) }
            #expect(try await cluster.store.list(prefix: "/cluster/").entries.isEmpty)
        }
    }

    @Test func clustersAreCheckedBeforeTheyAreMade() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await expectError(.conflict) { _ = try await cluster.plane.createCluster(ClusterRequest(name: "test")) }
            await expectError(.invalid) { _ = try await cluster.plane.createCluster(ClusterRequest(name: "-")) }
            var request = ClusterRequest(name: "other")
            request.size = 3
            await expectError(.invalid) { _ = try await cluster.plane.createCluster(request) }
            request.size = 0
            request.subnetCIDR = "8.8.8.0/24"
            await expectError(.invalid) { _ = try await cluster.plane.createCluster(request) }
            request.subnetCIDR = nil
            let object = try await cluster.plane.createCluster(request)
            #expect(object.state == "inactive")
        }
    }
}
