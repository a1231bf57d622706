//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Testing

/// Nodes in the network that the engines' swarm mode makes.
@Suite struct NetworkTests {
    @Test func aManagerThatComesBackIsNotAskedAboutItself() async throws {
        try await TestCluster.with(nodes: 3) { cluster in
            let away = cluster.nodes[2]
            await away.change { $0.status.isSwarmManager = true }
            await away.disconnect()
            try await cluster.waitForStatus("disconnected", of: away)
            // Cut off from the others, it has no leader, and its engine's answers take their time to say so.
            await away.fail("GET /nodes", .hold, isLasting: true)
            await away.fail("GET /networks", .hold, isLasting: true)
            await cluster.connect(away)
            try await cluster.waitForStatus("ready", of: away)
        }
    }

    @Test func aNodeIsReadyOnceTheManagersHearFromItsEngine() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let away = cluster.nodes[1]
            await away.disconnect()
            try await cluster.waitForStatus("disconnected", of: away)
            await cluster.nodes[0].change { $0.members = member(address: "10.0.0.2", state: "down") }
            await cluster.connect(away)
            try await cluster.waitForStatus("joining", of: away)
            let event = try await cluster.waitForEvent("node.network")
            #expect(event.message.contains("don't hear from its engine yet"), "\(event)")

            await cluster.nodes[0].change { $0.members = member(address: "10.0.0.2", state: "ready") }
            try await cluster.waitForStatus("ready", of: away)
        }
    }

    @Test func anEngineThatIsOutOfItsSwarmForGoodIsNamedWithTheRemedy() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let away = cluster.nodes[1]
            await away.disconnect()
            try await cluster.waitForStatus("disconnected", of: away)
            await away.change { $0.status.swarmState = "error" }
            await cluster.connect(away)
            let event = try await cluster.waitForEvent("node.network")
            #expect(event.message.contains("state 'error'") && event.message.contains("docker swarm leave"), "\(event)")
        }
    }

    private func member(address: String, state: String) -> String {
        """
        [{"ID": "m", "Version": {"Index": 1}, "Spec": {"Role": "manager"}, "Status": {"State": "\(state)", "Addr": "\(address)"}}]
        """
    }
}
