//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

/// Versions whose services have other names than those of the version before.
@Suite struct HandoverTests {
    /// Long enough for a container without a probe to count.
    private static let monitor = Duration.seconds(6)

    private func routed(_ cluster: TestCluster) async throws -> [String] {
        try await cluster.plane.routes(cluster.id, project: "shop").flatMap(\.servers).map(\.container).sorted()
    }

    private func renaming(_ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1, image: "nginx:1", service: "old"))
            try await cluster.waitForState("running", of: "shop")
            try await cluster.update("shop", Templates.routed(scale: 1, image: "nginx:2", service: "new"))
            try await eventually("both are routed to") {
                try await routed(cluster) == ["shop_new_1", "shop_old_1"]
            }
            try await body(cluster)
        }
    }

    @Test func bothAreRoutedToUntilTheNewOneServes() async throws {
        try await renaming { cluster in
            #expect(try await cluster.project("shop").update?.phase == .updating)
            #expect(try await cluster.waiting("shop")["shop_old_1"] == "goes on until new serves")
            let other = Templates.routed(scale: 1, host: "shop")
            await expectError(.conflict) { _ = try await cluster.deploy("other", other) }
            let again = Templates.routed(scale: 1, image: "nginx:3", service: "old")
            var beside = ProjectRequest(name: nil, template: again)
            beside.updateMethod = "blue-green"
            await expectError(.invalid) { _ = try await cluster.plane.updateProject(cluster.id, "shop", beside) }
            let before = cluster.journal.calls.count
            try await cluster.advance(by: Self.monitor)
            try await cluster.waitForState("running", of: "shop")
            #expect(await cluster.names() == ["shop_new_1"])
            #expect(try await routed(cluster) == ["shop_new_1"])
            let calls = cluster.journal.calls.dropFirst(before)
            let drained = try #require(calls.firstIndex { $0.hasSuffix("POST /agent/v1/drain shop_old_1") })
            let stopped = try #require(calls.firstIndex { $0.hasSuffix("POST /containers/shop_old_1/stop") })
            #expect(drained < stopped)
            #expect(try await cluster.project("shop").services?.map(\.name) == ["new"])
        }
    }

    @Test func whatLeavesIsShownAsSuch() async throws {
        try await renaming { cluster in
            let listed = try await cluster.plane.services(cluster.id, nameContains: "shop", containers: true)
            #expect(listed.map { "\($0.id) \($0.desiredState)" } == ["shop_new running", "shop_old deleted"])
            let shown = try await cluster.plane.service(cluster.id, "shop_old")
            #expect(shown.currentState == "running" && shown.desiredState == "deleted")
            #expect(shown.waiting == ["shop_old_1": "goes on until new serves"])
            #expect(shown.containers?.values.map(\.name) == ["/shop_old_1"])
        }
    }

    @Test func whatLeavesTakesNoChanges() async throws {
        try await renaming { cluster in
            let (plane, id, old) = (await cluster.plane, cluster.id, "shop_old")
            let before = cluster.journal.calls.count
            let changes: [() async throws -> Void] = [
                { try await plane.scaleService(id, old, to: 2) },
                { try await plane.stopService(id, old, timeout: nil) },
                { try await plane.startService(id, old) },
                { try await plane.restartService(id, old) },
                { _ = try await plane.rescheduleService(id, old, force: true) },
            ]
            for change in changes {
                let message = await expectError(.conflict) { try await change() }
                #expect(message.hasPrefix("service shop_old: is leaving, for version "), "\(message)")
                #expect(message.contains("`gantry app rollback shop`"), "\(message)")
            }
            let calls = cluster.journal.calls.dropFirst(before)
            #expect(!calls.contains { $0.contains("shop_old_1") }, "\(calls)")
            try await plane.killService(id, old, signal: "HUP")
            #expect(cluster.journal.calls.contains { $0.hasSuffix("POST /containers/shop_old_1/kill") })
        }
    }

    @Test func itGoesOnAfterARestartOfTheServer() async throws {
        try await renaming { cluster in
            try await cluster.nodes[0].update("shop_new_1") { $0.health.state = .starting }
            try await eventually("the new one doesn't serve") { try await routed(cluster) == ["shop_old_1"] }
            await cluster.stopServer()
            try await cluster.startServer()
            await cluster.connect(cluster.nodes[0])
            try await cluster.waitForStatus("ready", of: cluster.nodes[0])
            try await eventually("the old one is kept") {
                try await cluster.waiting("shop")["shop_old_1"] == "goes on until new serves"
            }
            #expect(try await routed(cluster) == ["shop_old_1"])
            try await cluster.nodes[0].update("shop_new_1") { $0.health.state = .healthy }
            try await eventually("the old one goes") {
                if await cluster.names() == ["shop_new_1"] { return true }
                try await cluster.advance(by: .seconds(1))
                return false
            }
            try await cluster.waitForState("running", of: "shop")
        }
    }

    @Test func aPlanShowsThatTheOldOneGoes() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.routed(scale: 1, image: "nginx:1", service: "old"))
            try await cluster.waitForState("running", of: "shop")
            let next = Templates.routed(scale: 1, image: "nginx:2", service: "new")
            let plan = try await cluster.plane.plan(cluster.id, ProjectRequest(name: "shop", template: next))
            #expect(plan.changes.map { "\($0.action) \($0.container)" } == ["create shop_new_1", "remove shop_old_1"])
            let reason = "its service isn't in the template any more; it goes when new serves"
            #expect(plan.changes.last?.reasons == [reason])
        }
    }
}
