//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Machines that join by the one line that `gantry node join-command` prints, and leave again.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct JoinTests {
    @Test func leavesAndJoinsByTheLine() async throws {
        try await ClusterRepair.after {
            try await TestApplication.deployed("member", Templates.idle(labels: ["aliyun.global": "true"])) { app in
                let refused = try await Gantry.run("node", "rm", "node3")
                #expect(refused.status == 1 && refused.error.contains("--force"), "\(refused)")
                try await Gantry.succeed("node", "rm", "--force", "node3")
                #expect(try await Gantry.run("node", "ls", "-q").lines == ["node1", "node2"])
                try await app.runs(with: 2)
                try await eventually("its containers go") {
                    try await app.onEngines()
                } until: {
                    $0["node3"] == []
                }

                // The machine is set up anew: its old agent is gone.
                let space = try await NodeSpace(node: "node3")
                try await space.stopAgent()
                let folder = TestEnvironment.stateDirectory + "/nodes/node3/joined-by-line"
                let command = try await Gantry.succeed("node", "join-command")
                #expect(command.hasPrefix("curl ") && command.hasSuffix("| sh\n"), "\(command)")
                let join = try await space.run(command, settings: settings(in: folder))
                #expect(join.status == 0 && join.lines.last == "success", "\(join)")

                let hosts = try await Gantry.hosts()
                #expect(hosts.map(\.name) == TestEnvironment.nodes && hosts.allSatisfy { $0.healthy })
                let containers = try await app.runs(with: 3, within: .seconds(90))
                #expect(containers.map(\.nodeName).sorted() == TestEnvironment.nodes)

                // A line lets one machine in.
                let again = try await space.run(command, settings: settings(in: folder + "-again"))
                #expect(again.status != 0 && !again.output.contains("success"), "\(again)")
            }
        }
    }

    @Test func theScriptSaysWhatIsWrong() async throws {
        let space = try await NodeSpace(node: "node1")
        let folder = TestEnvironment.stateDirectory + "/nodes/node1/refused"
        let command = try await Gantry.succeed("node", "join-command")

        var noEngine = settings(in: folder)
        noEngine["GANTRY_DOCKER_SOCKET"] = "/run/none.sock"
        let missing = try await space.run(command, settings: noEngine)
        #expect(missing.status == 1, "\(missing)")
        #expect(missing.error.contains("no engine at /run/none.sock; install the package docker.io"), "\(missing)")

        let token = try await Gantry.json(JoinCommand.self, "node", "join-command").token
        let other = command.replacingOccurrences(of: "/join/", with: "/join/x")
        let unknown = try await space.run(other, settings: settings(in: folder))
        #expect(unknown.status != 0 && unknown.error.contains("40"), "\(unknown)")
        #expect(!unknown.output.contains("success") && !unknown.error.contains(token), "\(unknown)")
        #expect(try await Gantry.run("node", "ls", "-q").lines == TestEnvironment.nodes)
    }

    private func settings(in folder: String) -> [String: String] {
        [
            "GANTRY_PREFIX": folder + "/bin", "GANTRY_DATA_DIR": folder + "/data", "GANTRY_NO_SYSTEMD": "1",
            "GANTRY_DOCKER_SOCKET": "/run/docker.sock",
        ]
    }
}

/// A node's own view of the machine: its network, mounts and host name.
private struct NodeSpace {
    let node: String
    private let engine: Int32

    init(node: String) async throws {
        self.node = node
        engine = try #require(TestEnvironment.processID(of: "\(node)-engine"))
    }

    /// Runs a line of a root shell there.
    func run(_ line: String, settings: [String: String]) async throws -> CommandResult {
        // `pipefail`, for what curl says would be lost behind the shell's own end.
        try await Command.run(
            [
                "nsenter", "--target", "\(engine)", "--net", "--mount", "--uts", "--", "bash", "-o", "pipefail", "-c",
                line,
            ],
            environment: settings,
            timeLimit: .seconds(100)
        )
    }

    /// Ends the agent that the local cluster keeps running there.
    func stopAgent() async throws {
        let path = "\(TestEnvironment.stateDirectory)/processes/\(node)-agent.json"
        let data = try Data(contentsOf: URL(filePath: path))
        var definition = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        definition["isWanted"] = false
        try JSONSerialization.data(withJSONObject: definition).write(to: URL(filePath: path))
        let old = try #require(TestEnvironment.processID(of: "\(node)-agent"))
        let supervisor = try #require(TestEnvironment.processID(of: "supervisor"))
        try await Command.succeed(["kill", "-HUP", "\(supervisor)"])
        try await eventually("the agent of \(node) has ended") {
            FileManager.default.fileExists(atPath: "/proc/\(old)/stat")
        } until: {
            !$0
        }
    }
}
