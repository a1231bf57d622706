//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Nodes that lose their power or their network.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct PowerTests {
    @Test func powerOffAndOn() async throws {
        try await ClusterRepair.after {
            try await TestApplication.deployed("power", Templates.web(host: "power", scale: 3)) { application in
                let before = try await application.containers()
                try await Gantry.succeed("local", "stop", "node2")
                try await eventually("node2 counts as lost") {
                    try await status(of: "node2")
                } until: {
                    $0 == "lost"
                }
                #expect(try await localState(of: "node2").contains("off"))
                try await eventually("the others serve") {
                    try await Web.containers("power.localhost")
                } until: {
                    $0.count == 2
                }
                // Without a policy for it nothing moves.
                for node in ["node1", "node3"] {
                    #expect(try await application.onEngines(nodes: [node])[node]?.count == 1)
                }

                try await Gantry.succeed("local", "start", "node2")
                let after = try await application.runs(with: 3, within: .seconds(90))
                #expect(after.map(\.id) == before.map(\.id), "the same containers")
                try await eventually("all serve") {
                    try await Web.containers("power.localhost")
                } until: {
                    $0.count == 3
                }
            }
        }
    }

    @Test func cutAndHeal() async throws {
        try await ClusterRepair.after {
            try await TestApplication.deployed("cable", Templates.web(host: "cable", scale: 3)) { application in
                let before = try await application.containers()
                try await Gantry.succeed("local", "cut", "node3")
                #expect(try await localState(of: "node3").contains("cut"))
                try await eventually("node3 counts as lost") {
                    try await status(of: "node3")
                } until: {
                    $0 == "lost"
                }
                try await eventually("the others serve") {
                    try await Web.containers("cable.localhost")
                } until: {
                    $0.count == 2
                }
                // The node itself runs on.
                #expect(try await application.onEngines() == engines(of: before))

                try await Gantry.succeed("local", "heal", "node3")
                let after = try await application.runs(with: 3, within: .seconds(90))
                #expect(after.map(\.id) == before.map(\.id))
                #expect(try await application.onEngines() == engines(of: before), "nothing is there twice")
                try await eventually("all serve") {
                    try await Web.containers("cable.localhost")
                } until: {
                    $0.count == 3
                }
            }
        }
    }

    private func engines(of containers: [ContainerObject]) -> [String: [String]] {
        var engines = Dictionary(grouping: containers, by: \.nodeName).mapValues { $0.map(\.plainName).sorted() }
        for node in TestEnvironment.nodes { engines[node, default: []] += [] }
        return engines
    }

    private func status(of node: String) async throws -> String {
        try await Gantry.hosts().first { $0.name == node }?.status ?? "not there"
    }

    private func localState(of node: String) async throws -> String {
        try await Gantry.run("local", "status").lines.first { $0.contains(node) } ?? ""
    }
}
