//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import DockerAPI
import Model
import Testing

/// Containers that clients of the Docker API have made.
@Suite struct DockerCreateTests {
    @Test func containersAreSpreadAndCounted() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let first = try await cluster.makeContainer("aa")
            let second = try await cluster.makeContainer("bb")
            #expect(first.node != second.node)
            let place = try #require(try await cluster.plane.dockerContainer("aa", in: ClusterID(cluster.id)))
            #expect(place.id == first.id && place.node == first.node)
            // They are left alone when everything is looked at again.
            try await cluster.poke()
            #expect(await cluster.names() == ["aa", "bb"])
            #expect(try await cluster.plane.containers(cluster.id, all: true).map(\.name) == ["/aa", "/bb"])
        }
    }

    @Test func namesAreUniqueInTheCluster() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let made = try await cluster.makeContainer("aa")
            #expect(await cluster.refusal("/aa") == .nameTaken("aa"))
            #expect(await cluster.refusal("-a")?.status == 400)
            let unnamed = try await cluster.makeContainer(nil)
            #expect(unnamed.id != made.id)
            try await cluster.plane.noteName("bb", of: ContainerID(made.id), on: made.node, in: ClusterID(cluster.id))
            #expect(try await cluster.plane.isNameTaken("bb", in: ClusterID(cluster.id)))
            try await cluster.plane.noteRemoval(of: ContainerID(made.id), on: made.node, in: ClusterID(cluster.id))
            #expect(try await cluster.plane.isNameTaken("bb", in: ClusterID(cluster.id)) == false)
        }
    }

    @Test func portsOfContainersThatDoNotRunAreTaken() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let ports = #"{"PortBindings":{"80/tcp":[{"HostPort":"80"}]}}"#
            let nodes = [
                try await cluster.makeContainer("aa", host: ports).node,
                try await cluster.makeContainer("bb", host: ports).node,
            ]
            #expect(Set(nodes).count == 2)
            let refused = await cluster.refusal("cc", host: ports)
            let conditions = "Unable to find a node that satisfies the following conditions \n[port 80 (Bridge mode)]\n"
            #expect(refused?.message.hasPrefix(conditions) == true, "\(refused?.message ?? "")")
        }
    }

    @Test func portsOfContainersThatDoNotRunAreTakenAfterTheServersStartToo() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].change { $0.images = ["busybox"] }
            let ports = #"{"PortBindings":{"80/tcp":[{"HostPort":"8080"}]}}"#
            try await cluster.makeContainer("aa", host: ports)
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            let refused = await cluster.refusal("bb", host: ports)
            #expect(refused?.message.contains("[port 8080 (Bridge mode)]") == true, "\(refused?.message ?? "none")")
        }
    }

    @Test func theImageIsPulledWithTheClientsLogin() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.makeContainer("aa", image: "reg.local/app:1", authentication: "secret")
            #expect(await cluster.nodes[0].logins["reg.local/app"] == "secret")
        }
    }

    @Test func theMapOfImagesCounts() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await cluster.nodes[0].change { $0.images = ["busybox"] }
            try await cluster.plane.setImageMap(cluster.id, ["app": "reg.local/app"])
            await cluster.nodes[0].fail("POST /images/reg.local/app:1/tag", .refuse(500, "it was asked for"))
            #expect(await cluster.refusal("aa", image: "app:1")?.message.contains("it was asked for") == true)
            #expect(await cluster.nodes[0].images.contains("reg.local/app:1"))
        }
    }

    @Test func aNodeWithTheImageIsFoundWhenItCannotBePulled() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes {
                await node.fail("POST /images/create", .refuse(500, "no registry"), isLasting: true)
            }
            await cluster.nodes[1].change { $0.images = ["mine"] }
            for name in ["aa", "bb"] {
                let made = try await cluster.makeContainer(name, image: "mine")
                let owner = await cluster.nodes[1].id
                #expect(made.node == owner)
            }
            let refused = await cluster.refusal("cc", image: "none")
            #expect(refused?.status == 404 && refused?.message.hasPrefix("No such image: none: ") == true)
        }
    }

    @Test func neighboursAreOnOneNode() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let first = try await cluster.makeContainer("aa")
            for (name, host) in [("bb", #"{"VolumesFrom":["aa"]}"#), ("cc", #"{"NetworkMode":"container:aa"}"#)] {
                let made = try await cluster.makeContainer(name, host: host)
                #expect(made.node == first.node)
            }
            let link = try await cluster.makeContainer("dd", host: #"{"Links":["aa:x"]}"#)
            #expect(link.node != first.node)
            let refused = await cluster.refusal("ee", host: #"{"VolumesFrom":["none"]}"#)
            #expect(refused == DockerRefusal(400, "No such container: none"))
        }
    }

    @Test func aLostNodesContainersGoElsewhereAndCopiesGo() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let moving = try await cluster.makeContainer(
                "moves",
                environment: ["reschedule:on-node-failure", "constraint:node==~n1"]
            )
            let staying = try await cluster.makeContainer("stays", environment: ["constraint:node==n1"])
            let (lost, other) = (cluster.nodes[0], cluster.nodes[1])
            let origin = await lost.id
            #expect(moving.node == origin && staying.node == origin)
            try await lost.update("moves") { $0.state = .running }
            try await eventually("it is known to run") {
                try await cluster.plane.container(cluster.id, "moves").status == "running"
            }
            await lost.disconnect()
            try await cluster.inTime("it runs on the other node") {
                await other.containers.values.contains { $0.name == "moves" && $0.state == .running }
            }
            #expect(await other.names == ["moves"])
            let place = try #require(try await cluster.plane.dockerContainer("moves", in: ClusterID(cluster.id)))
            let target = await other.id
            #expect(place.node == target && place.id != moving.id)
            await cluster.connect(lost)
            try await eventually("the copy is gone") { await lost.names == ["stays"] }
            #expect(await other.names == ["moves"])
        }
    }

    @Test func itGoesBackIntoTheNetworksThatItJoinedLater() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            let made = try await cluster.makeContainer(
                "moves",
                environment: ["reschedule:on-node-failure", "constraint:node==~n1"],
                host: #"{"NetworkMode":"first"}"#
            )
            let id = ClusterID(cluster.id)
            for (network, endpoint) in [("first", nil), ("later", JSONText.object([("Aliases", .strings(["x"]))]))] {
                try await cluster.plane.noteNetwork(network, endpoint: endpoint, of: ContainerID(made.id), in: id)
            }
            await cluster.nodes[0].disconnect()
            try await cluster.inTime("it is on the other node") { await cluster.nodes[1].names == ["moves"] }
            try await eventually("its networks are as they were") {
                cluster.journal.count(of: "POST /networks/later/connect") == 1
            }
            #expect(cluster.journal.count(of: "POST /networks/first/disconnect") == 1)
            #expect(cluster.journal.count(of: "POST /networks/first/connect") == 0)
        }
    }

    @Test func theMoveOutlivesTheServer() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.change { $0.images = ["busybox"] } }
            try await cluster.makeContainer(
                "moves",
                environment: ["reschedule:on-node-failure", "constraint:node==~n1"]
            )
            try await cluster.nodes[0].update("moves") { $0.state = .running }
            await cluster.stopServer()
            try await cluster.startServer()
            for node in cluster.nodes {
                await cluster.connect(node)
                try await cluster.waitForStatus("ready", of: node)
            }
            await cluster.nodes[0].disconnect()
            try await cluster.inTime("it is on the other node") { await cluster.nodes[1].names == ["moves"] }
        }
    }
}
