//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

@Suite struct SystemApplicationTests {
    @Test func routingRunsOnEveryNodeAndCannotBeTakenAway() async throws {
        try await TestCluster.with(nodes: 2, routingImage: "gantry-router:1") { cluster in
            try await cluster.waitForRunning(["acsrouting_routing_1", "acsrouting_routing_2"])
            for node in cluster.nodes { #expect(await node.containers.count == 1) }
            #expect(try await cluster.project("acsrouting").isSystem)
            await expectError(.conflict) {
                try await cluster.plane.stopProject(cluster.id, "acsrouting", timeout: nil)
            }
            await expectError(.conflict) {
                try await cluster.plane.stopService(cluster.id, "acsrouting_routing", timeout: nil)
            }
            await expectError(.conflict) {
                try await cluster.plane.deleteProject(cluster.id, "acsrouting", force: true, volumes: false)
            }
            #expect(try await cluster.project("acsrouting").desiredState == "running")
        }
    }

    @Test func aNodeThatJoinsLaterGetsItsOwn() async throws {
        try await TestCluster.with(nodes: 1, routingImage: "gantry-router:1") { cluster in
            let late = FakeNode(name: "n2", address: "10.0.0.2", journal: cluster.journal)
            try await cluster.join(late)
            try await eventually("it has one") { await late.containers.values.first?.state == .running }
            await late.disconnect()
        }
    }
}
