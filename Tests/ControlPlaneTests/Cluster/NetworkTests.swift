//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model
import Testing

@testable import ControlPlane

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

    @Test func enginesSoonNoticeThatAManagerIsGone() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            let spec = await cluster.nodes[0].swarmSpec
            #expect(spec == ["Name": "default", "Dispatcher": ["HeartbeatPeriod": 1_000_000_000]])
            #expect(cluster.journal.calls.count { $0.contains("POST /swarm/update") } == 1)
        }
    }

    @Test func nothingStartsUntilTheEnginesHaveNoticedThatAManagerIsGone() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            await cluster.nodes[1].change { $0.images = ["nginx:1"] }
            await cluster.nodes[0].disconnect()
            try await cluster.deploy("shop", "web:\n  image: nginx:1\n")
            try await eventually("it is made") { await cluster.nodes[1].names == ["shop_web_1"] }
            #expect(!cluster.journal.calls.contains { $0.contains("/start") })
            try await cluster.advance(by: OverlayNetwork.noticedAfter)
            try await cluster.waitForRunning(["shop_web_1"])
        }
    }

    @Test func whatWaitsForAManagerStartsWhenItIsBack() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            await cluster.nodes[1].change { $0.images = ["nginx:1"] }
            await cluster.nodes[0].disconnect()
            // So that no time is waited for.
            cluster.clock.advance(by: .seconds(-3600))
            try await cluster.deploy("shop", "web:\n  image: nginx:1\n")
            try await eventually("it is made") { await cluster.nodes[1].names == ["shop_web_1"] }
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForRunning(["shop_web_1"])
        }
    }

    @Test(arguments: [(true, true, 107), (true, false, nil), (false, true, nil)] as [(Bool, Bool, Int64?)])
    func onlyTheLossOfAManagerIsWaitedFor(isManager: Bool, isAway: Bool, until: Int64?) async throws {
        let start = Timestamp(seconds: 0)
        var record = NodeRecord(
            id: "n",
            name: "n1",
            address: "10.0.0.1",
            zone: "",
            labels: [:],
            engineID: "e",
            created: start,
            updated: start,
            certificateExpires: start
        )
        record.lastStatus = NodeStatus(hostname: "n1")
        record.lastStatus?.isSwarmManager = isManager
        var node = NodeState(record: record, lastHeard: Timestamp(seconds: 100))
        if !isAway { node.lastHeard = nil }
        #expect(OverlayNetwork.noticed(lossOf: node) == until.map(Timestamp.init(seconds:)))
    }

    private func member(address: String, state: String) -> String {
        """
        [{"ID": "m", "Version": {"Index": 1}, "Spec": {"Role": "manager"}, "Status": {"State": "\(state)", "Addr": "\(address)"}}]
        """
    }
}
