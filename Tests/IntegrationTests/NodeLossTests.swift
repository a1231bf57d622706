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
                    try await Gantry.succeed("local", "stop", Self.lost)
                    try await eventually("the movers are elsewhere, the stayers where they were") {
                        try await application.onEngines(nodes: Self.others).values.joined().sorted()
                    } until: {
                        $0 == (movers + kept).sorted()
                    }
                    try await eventually("all movers serve") {
                        try await Web.containers("loss.localhost")
                    } until: {
                        $0 == Set(movers)
                    }
                    let waiting = try await application.project().services?.first { $0.name == "stayer" }?.waiting
                    #expect(waiting?.count == 1, "\(waiting ?? [:])")
                } catch {
                    await Task { _ = try? await Gantry.succeed("local", "start", Self.lost) }.value
                    throw error
                }

                try await Gantry.succeed("local", "start", Self.lost)
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
