//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import ControlPlane
import Model
import Testing

@Suite struct PlacementTests {
    private func template(_ lines: String..., labels: [String] = [], scale: Int = 1) -> String {
        "web:\n  image: nginx:1\n  environment:\n" + (["A=1"] + lines).map { "    - \($0)\n" }.joined()
            + "  labels:\n    aliyun.scale: \(scale)\n" + labels.map { "    \($0)\n" }.joined()
    }

    /// The containers of each machine.
    private func places(_ cluster: TestCluster) async -> [[String]] {
        var places: [[String]] = []
        for node in cluster.nodes { places.append(await node.names) }
        return places
    }

    @Test func labelsOfNodesChooseAndMoveNothingLater() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            try await cluster.plane.setHostLabels(cluster.id, "n2", ["group": "web"])
            try await cluster.deploy("shop", template("constraint:group==web", scale: 2))
            try await cluster.waitForState("running", of: "shop")
            #expect(await places(cluster) == [[], ["shop_web_1", "shop_web_2"], []])
            try await cluster.plane.setHostLabels(cluster.id, "n2", [:])
            try await cluster.plane.setHostLabels(cluster.id, "n3", ["group": "web"])
            try await cluster.update("shop", template("constraint:group==web", scale: 3), version: "2")
            try await cluster.waitForRunning(["shop_web_1", "shop_web_2", "shop_web_3"])
            #expect(await places(cluster) == [[], ["shop_web_1", "shop_web_2"], ["shop_web_3"]])
        }
    }

    @Test func nodesAreNumberedAndTellOfTheirEngines() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            let labels = try await cluster.plane.hosts(cluster.id).map { $0.labels["aliyun.node_index"] }
            #expect(labels == ["1", "2", "3"])
            try await cluster.nodes[2].tell { $0.storageDriver = "btrfs" }
            try await eventually("the driver is known") {
                let request = ProjectRequest(name: "x", template: template("constraint:storagedriver==btrfs"))
                return try await cluster.plane.plan(cluster.id, request).changes.first?.node == "n3"
            }
            try await cluster.deploy("shop", template("constraint:aliyun.node_index==(2|4)"))
            try await cluster.waitForState("running", of: "shop")
            #expect(await places(cluster) == [[], ["shop_web_1"], []])
        }
    }

    @Test func aNodeTellsWhatIsTakenOfIt() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.nodes[0].tell { $0.disk = DiskSpace(totalBytes: 1_000, freeBytes: 400) }
            let template = """
                services:
                  web:
                    image: nginx
                    deploy: {replicas: 2, resources: {reservations: {cpus: '0.5', memory: 64M}}}
                """
            try await cluster.deploy("shop", template)
            try await cluster.waitForState("running", of: "shop")
            let host = try await cluster.plane.host(cluster.id, "n1")
            #expect(host.diskBytes == 1_000 && host.diskFreeBytes == 400)
            #expect(host.reservedCPUs == 1 && host.reservedMemoryBytes == 128 << 20)
        }
    }

    @Test func labelsOfANodesOwnAreNotKeptAsGiven() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.nodes[0].tell { $0.engineLabels = ["disk": "ssd", "rack": "1"] }
            try await eventually("they are shown") {
                try await cluster.plane.host(cluster.id, "n1").labels
                    == ["disk": "ssd", "rack": "1", "aliyun.node_index": "1"]
            }
            var labels = try await cluster.plane.host(cluster.id, "n1").labels
            labels["rack"] = "2"
            try await cluster.plane.setHostLabels(cluster.id, "n1", labels)
            try await cluster.nodes[0].tell { $0.engineLabels = ["disk": "hdd", "rack": "1"] }
            try await eventually("the engine's new label is shown beside the one given") {
                try await cluster.plane.host(cluster.id, "n1").labels
                    == ["disk": "hdd", "rack": "2", "aliyun.node_index": "1"]
            }
        }
    }

    @Test func theZoneIsALabelThatCanBeSet() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let plane = await cluster.plane
            let name = try #require(try await plane.hosts(cluster.id).first?.name)
            var labels = try await plane.host(cluster.id, name).labels
            labels["aliyun.zone"] = "b"
            try await plane.setHostLabels(cluster.id, name, labels)
            #expect(try await plane.host(cluster.id, name).zoneID == "b")
            try await cluster.deploy("shop", template("constraint:aliyun.zone==b"))
            let long = String(repeating: "z", count: 129)
            await expectError(.invalid) {
                try await plane.setHostLabels(cluster.id, name, ["aliyun.zone": long])
            }
            #expect(try await plane.host(cluster.id, name).zoneID == "b")
            try await plane.setHostLabels(cluster.id, name, ["disk": "ssd"])
            let host = try await plane.host(cluster.id, name)
            #expect(host.zoneID == "" && host.labels["aliyun.zone"] == nil && host.labels["disk"] == "ssd")
        }
    }

    @Test func aNumberThatIsFreeIsGivenAgain() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            try await cluster.plane.removeHost(cluster.id, "n2", force: true)
            let node = FakeNode(name: "n4", address: "10.0.0.4", journal: cluster.journal)
            try await node.join(cluster.plane, token: cluster.plane.createToken(cluster.id, TokenRequest()).token)
            let numbers = try await cluster.plane.hosts(cluster.id).map { [$0.name, $0.labels["aliyun.node_index"]] }
            #expect(numbers == [["n1", "1"], ["n3", "3"], ["n4", "2"]])
        }
    }

    @Test func imagesOfNodesAttract() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            try await cluster.nodes[1].tell { $0.images = [NodeImage(id: "sha256:1", tags: ["redis:6"])] }
            try await eventually("the image is known") {
                let request = ProjectRequest(name: "x", template: template("affinity:image==redis"))
                return try await cluster.plane.plan(cluster.id, request).changes.first?.node == "n2"
            }
            try await cluster.deploy("shop", template("affinity:image==nginx"))
            try await eventually("it waits") { try await !cluster.waiting("shop").isEmpty }
            try await cluster.nodes[0].tell { $0.images = [NodeImage(id: "sha256:2", tags: ["nginx:1"])] }
            try await cluster.waitForRunning(["shop_web_1"])
            #expect(await places(cluster) == [["shop_web_1"], []])
        }
    }

    @Test func thePlanNamesEachNodeWithEachReason() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let text = template("constraint:group==web", "constraint:node!=n2", labels: ["aliyun.gpu: 1"])
            let change = try #require(
                try await cluster.plane.plan(cluster.id, ProjectRequest(name: "x", template: text)).changes.first
            )
            let label = "doesn't meet constraint:group==web: it has no label group"
            #expect(
                change.refusals == [
                    "n1": "has no GPU; \(label)",
                    "n2": "has no GPU; \(label); doesn't meet constraint:node!=n2",
                ]
            )
        }
    }

    @Test func hintsAreLabelsAndNotInTheEnvironment() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", template("constraint:node==~n/1", "reschedule:on-node-failure"))
            try await cluster.waitForState("running", of: "shop")
            let labels = try #require(await cluster.nodes[0].containers.values.first?.labels)
            #expect(labels["com.docker.swarm.constraints"] == #"["node==~n/1"]"#)
            #expect(labels["com.docker.swarm.reschedule-policies"] == #"["on-node-failure"]"#)
            #expect(labels["com.docker.swarm.affinities"] == nil)
            #expect(await cluster.nodes[0].configurations["shop_web_1"]?["Env"] == ["A=1"])
        }
    }

    @Test func theStrategyIsTheClusters() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            var request = ClusterRequest(name: "other")
            request.strategy = "fill"
            let message = await expectError(.invalid) { _ = try await cluster.plane.createCluster(request) }
            #expect(message == "strategy 'fill': is not known; give one of spread, binpack, random")
            request.strategy = "binpacking"
            let other = try await cluster.plane.createCluster(request).clusterID
            for number in 1...2 {
                let node = FakeNode(name: "b\(number)", address: "10.0.1.\(number)", journal: cluster.journal)
                try await node.join(cluster.plane, token: cluster.plane.createToken(other, TokenRequest()).token)
                await node.connect(to: cluster.plane)
                try await eventually("it is ready") {
                    try await cluster.plane.host(other, node.name).status == "ready"
                }
            }
            let plan = try await cluster.plane.plan(other, ProjectRequest(name: "x", template: Templates.web(scale: 3)))
            #expect(plan.changes.map(\.node) == ["b1", "b1", "b1"])
            #expect(try await cluster.plane.cluster(other).strategy == "binpack")

            await expectError(.invalid) { try await cluster.plane.setStrategy(other, "fill") }
            try await cluster.plane.setStrategy(other, "spread")
            #expect(try await cluster.plane.cluster(other).strategy == "spread")
            let next = try await cluster.plane.plan(other, ProjectRequest(name: "x", template: Templates.web(scale: 2)))
            #expect(next.changes.map(\.node) == ["b1", "b2"])
            await cluster.stopServer()
            try await cluster.startServer()
            #expect(try await cluster.plane.cluster(other).strategy == "spread", "it is kept")
        }
    }
}

extension FakeNode {
    /// Changes what the machine says of itself, and says it.
    func tell(_ body: @Sendable (inout NodeStatus) -> Void) throws {
        body(&status)
        try report(.node(status))
    }
}
