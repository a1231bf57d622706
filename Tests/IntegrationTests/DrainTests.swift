//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Containers that move while requests come in: from a drained node, and back.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct DrainTests {
    private static let node = "node2"

    @Test func drainAndRescheduleLoseNoRequest() async throws {
        let host = "drain.localhost"
        try await TestApplication.deployed("drain", Templates.web(host: "drain", scale: 3)) { application in
            let before = try await application.containers()
            let addresses = try await Web.nodes() + [TestEnvironment.frontDoor]
            for address in addresses { try await Web.answers(host, at: address) }
            let load = try await Load.during(host, at: addresses, clients: 8) {
                try await drained {
                    let after = try await application.runs(with: 3) { containers in
                        containers.allSatisfy { $0.nodeName != Self.node }
                            && containers.map(\.plainName) == before.map(\.plainName)
                    }
                    // What ran elsewhere stays there.
                    let stayed = before.filter { $0.nodeName != Self.node }.map(\.id)
                    #expect(Set(after.map(\.id)).isSuperset(of: stayed))
                    #expect(try await application.onEngines()[Self.node] == [])
                    #expect(try await Gantry.hosts().first { $0.name == Self.node }?.status == "drained")
                }
                let plan = try await Gantry.succeed("service", "reschedule", "drain_web", "--timeout", "90")
                #expect(plan.contains("drain_web_") && plan.contains(Self.node), "\(plan)")
                try await comesBack(application)
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.succeeded > 50)
            #expect(try await application.containers().map(\.plainName) == before.map(\.plainName))
        }
    }

    @Test func aRebalanceShowsItsPlanFirst() async throws {
        try await TestApplication.deployed("balance", Templates.idle(scale: 3)) { application in
            try await drained {}
            let before = try await application.runs(with: 3)
            let plan = try await Gantry.run("cluster", "rebalance")
            #expect(plan.status == 0 && plan.error.contains("Nothing was moved; give --yes"), "\(plan)")
            let moves = plan.lines.filter { $0.contains("balance_idle_") }
            #expect(moves.count == 1 && moves.allSatisfy { $0.contains(Self.node) }, "\(plan)")
            #expect(try await application.containers().map(\.id) == before.map(\.id))

            try await Gantry.succeed("cluster", "rebalance", "--yes")
            try await comesBack(application)
            try await eventually("there is nothing left to move") {
                try await Gantry.succeed("cluster", "rebalance")
            } until: {
                $0.contains("Nothing to move.")
            }
        }
    }

    @Test func aForcedMoveThrowsVolumesWithoutANameAway() async throws {
        let template = Templates.idle(scale: 3, keys: "restart: always\nvolumes: ['/data']")
        try await TestApplication.deployed("forced", template) { application in
            try await drained {}
            var volumes: [String: (node: String, volume: String)] = [:]
            for container in try await application.runs(with: 3) {
                let names = "{{range .Mounts}}{{.Name}}{{end}}"
                let volume = try await Docker.inspect(on: container.nodeName, container.id, names)
                volumes[container.id] = (container.nodeName, volume)
            }
            try await Gantry.succeed("service", "reschedule", "forced_idle", "--force", "--timeout", "90")
            try await comesBack(application)
            for container in try await application.containers() { volumes[container.id] = nil }
            let (node, volume) = try #require(volumes.values.first, "nothing moved")
            #expect(volumes.count == 1 && volume.hasPrefix("forced_idle_"), "\(volumes)")
            let left = try await Docker.run(on: node, "volume", "ls", "--quiet")
            #expect(!left.contains(volume), "\(left)")
        }
    }

    @Test func withBinpackOneNodeIsFilledBeforeTheNext() async throws {
        try await Gantry.succeed("cluster", "strategy", "binpack")
        let template = Templates.idle(scale: 3, keys: "restart: always\nmem_limit: 64m")
        do {
            try await TestApplication.deployed("packed", template) { application in
                let used = Set(try await application.containers().map(\.nodeName))
                #expect(used.count == 1, "\(used)")
            }
        } catch {
            await Task { _ = try? await Gantry.succeed("cluster", "strategy", "spread") }.value
            throw error
        }
        try await Gantry.succeed("cluster", "strategy", "spread")
    }

    /// Takes the node out of service for a body, and gives it back whatever happens.
    private func drained(_ body: () async throws -> Void) async throws {
        let drained = try await Gantry.run("node", "drain", Self.node, "--timeout", "90")
        do {
            #expect(drained.status == 0, "\(drained)")
            #expect(drained.output.contains("nothing of an application runs there any more"), "\(drained)")
            try await body()
        } catch {
            await Task { _ = try? await Gantry.succeed("node", "activate", Self.node) }.value
            throw error
        }
        try await Gantry.succeed("node", "activate", Self.node)
        try await eventually("the node is ready") {
            try await Gantry.hosts().first { $0.name == Self.node }?.status
        } until: {
            $0 == "ready"
        }
    }

    /// Waits until a container of three runs on each node.
    private func comesBack(_ application: TestApplication) async throws {
        try await application.runs(with: 3) { Set($0.map(\.nodeName)) == Set(TestEnvironment.nodes) }
        try await eventually("one is on each engine") {
            try await application.onEngines().values.map(\.count)
        } until: {
            $0 == [1, 1, 1]
        }
    }
}
