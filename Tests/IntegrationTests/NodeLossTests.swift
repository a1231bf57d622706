//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// What becomes of the containers of a node that is lost and comes back.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct NodeLossTests {
    private static let lost = "node2"
    private static let others = ["node1", "node3"]

    /// Puts the cable in again and the power on.
    private static func restorePower() async throws {
        try await Gantry.succeed("local", "heal", lost)
        try await Gantry.succeed("local", "start", lost)
    }

    @Test func aCutOfThreeSecondsMovesNothing() async throws {
        let template = Templates.web(host: "blip", scale: 3, environment: ["reschedule:on-node-failure"])
        try await ClusterRepair.after {
            try await TestApplication.deployed("blip", template) { application in
                let before = try await application.containers()
                #expect(before.contains { $0.nodeName == Self.lost })
                try await Gantry.succeed("local", "cut", Self.lost)
                // How long a cut lasts is what this is about; then until after it would have counted as a loss.
                try await Task.sleep(for: .seconds(3))
                try await Gantry.succeed("local", "heal", Self.lost)
                try await Task.sleep(for: .seconds(6))
                let after = try await application.runs(with: 3)
                #expect(after.map(\.id) == before.map(\.id))
                let events = try await Gantry.succeed("app", "events", "blip")
                #expect(!events.contains("is lost"), "\(events)")
            }
        }
    }

    @Test func onlyWhatMayMoveMoves() async throws {
        let template =
            Templates.web("mover", host: "loss", scale: 3, environment: ["reschedule:on-node-failure"])
            + Templates.idle("stayer", scale: 3)
        try await ClusterRepair.after {
            try await TestApplication.deployed("loss", template) { application in
                let before = try await application.containers()
                #expect(before.filter { $0.nodeName == Self.lost }.map(\.service) == ["mover", "stayer"])
                let stayers = before.filter { $0.service == "stayer" }
                let movers = before.filter { $0.service == "mover" }.map(\.plainName)
                let kept = stayers.filter { $0.nodeName != Self.lost }.map(\.plainName)
                try await Web.answers("loss.localhost")
                do {
                    // Without its cable first, a node says no farewell.
                    try await Gantry.succeed("local", "cut", Self.lost)
                    async let powerOff = Gantry.succeed("local", "stop", Self.lost)
                    // The engines may have to elect another leader of their network first, which takes them up to 20 s.
                    try await eventually(within: .seconds(90), "the movers run elsewhere, the stayers where they were")
                    {
                        try await application.onEngines(nodes: Self.others, state: "running").values.joined().sorted()
                    } until: {
                        $0 == (movers + kept).sorted()
                    }
                    _ = try await powerOff
                    try await eventually("all movers serve") {
                        try await Web.containers("loss.localhost")
                    } until: {
                        $0 == Set(movers)
                    }
                    let waiting = try await application.project().services?.first { $0.name == "stayer" }?.waiting
                    #expect(waiting?.count == 1, "\(waiting ?? [:])")
                } catch {
                    await Task { try? await Self.restorePower() }.value
                    throw error
                }

                try await Self.restorePower()
                let after = try await application.runs(with: 6, within: .seconds(90))
                #expect(after.map(\.plainName) == before.map(\.plainName))
                #expect(after.filter { $0.service == "stayer" }.map(\.id) == stayers.map(\.id))
                try await eventually("nothing is there twice") {
                    try await application.onEngines()
                } until: { engines in
                    engines.values.joined().sorted() == before.map(\.plainName)
                        && after.allSatisfy { engines[$0.nodeName]?.contains($0.plainName) == true }
                }
                try await eventually("all movers serve still") {
                    try await Web.containers("loss.localhost")
                } until: {
                    $0 == Set(movers)
                }
            }
        }
    }
}
