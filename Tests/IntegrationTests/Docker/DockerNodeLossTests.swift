//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

/// Containers of `docker run` whose node is lost and comes back.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct DockerNodeLossTests {
    private static let lost = "node2"

    @Test func whatAskedForItGoesToAnotherNode() async throws {
        try await ClusterRepair.after {
            for (name, words) in [
                ("loss-mover", ["-e", "reschedule:on-node-failure", "-e", "constraint:node==~\(Self.lost)"]),
                ("loss-stayer", ["-e", "constraint:node==\(Self.lost)"]),
            ] {
                let run = ["docker", "run", "-d", "--name", name] + words + ["busybox", "sleep", "100000"]
                let made = try await ClusterDocker.run(run)
                #expect(made.status == 0, "\(made)")
            }
            try await ClusterDocker.succeed("network", "create", "loss-net")
            try await ClusterDocker.succeed("network", "connect", "--alias", "loss-alias", "loss-net", "loss-mover")
            let before = try await Self.inspect("loss-mover")
            #expect(before.node == Self.lost)
            do {
                try await Gantry.succeed("local", "cut", Self.lost)
                async let powerOff = Gantry.succeed("local", "stop", Self.lost)
                let after = try await eventually(within: .seconds(90), "it runs on another node") {
                    try await Self.inspect("loss-mover")
                } until: {
                    $0.node != Self.lost && $0.state == "running"
                }
                _ = try await powerOff
                #expect(after.swarmID == before.swarmID && after.id != before.id)
                let aliases = #"{{index .NetworkSettings.Networks "loss-net" "Aliases"}}"#
                let joined = try await ClusterDocker.succeed("inspect", "-f", aliases, "loss-mover")
                #expect(joined.contains("loss-alias"), "\(joined)")
                let all = try await ClusterDocker.succeed("ps", "-a", "--format", "{{.Names}} {{.Status}}")
                #expect(all.contains("\(Self.lost)/loss-stayer Host Down"), "\(all)")
                #expect(all.contains("\(after.node)/loss-mover Up"), "\(all)")
            } catch {
                await Task { try? await Self.restorePower() }.value
                throw error
            }
            try await Self.restorePower()
            try await eventually(within: .seconds(60), "its former self is gone") {
                try await Docker.run(on: Self.lost, "ps", "-a", "--format", "{{.Names}}")
            } until: {
                $0.contains("loss-stayer") && !$0.contains("loss-mover")
            }
            let removed = try await ClusterDocker.succeed("rm", "-f", "loss-mover", "loss-stayer")
            #expect(removed.contains("loss-mover"))
            try await eventually("the network can be removed") {
                try await ClusterDocker.docker("network", "rm", "loss-net")
            } until: {
                $0.status == 0
            }
        }
    }

    private static func restorePower() async throws {
        try await Gantry.succeed("local", "heal", lost)
        try await Gantry.succeed("local", "start", lost)
    }

    private struct Place {
        var id: String
        var node: String
        var state: String
        var swarmID: String
    }

    private static func inspect(_ name: String) async throws -> Place {
        let format = #"{{.Id}} {{.Node.Name}} {{.State.Status}} {{index .Config.Labels "com.docker.swarm.id"}}"#
        let answer = try await ClusterDocker.docker("inspect", "-f", format, name).output
        let words = answer.split(whereSeparator: \.isWhitespace).map(String.init)
        // Between two nodes it is on none.
        guard words.count == 4 else { return Place(id: "", node: lost, state: "", swarmID: "") }
        return Place(id: words[0], node: words[1], state: words[2], swarmID: words[3])
    }
}
