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
                try await space.superviseAgent(false)
                try space.forgetIdentity()
                let command = try await Gantry.succeed("node", "join-command")
                #expect(command.hasPrefix("curl ") && command.hasSuffix("| sh\n"), "\(command)")
                let join = try await space.run(command, settings: settings(data: space.agentData))
                #expect(join.status == 0 && join.lines.last == "success", "\(join)")

                let hosts = try await Gantry.hosts()
                #expect(hosts.map(\.name) == TestEnvironment.nodes && hosts.allSatisfy { $0.healthy })
                let containers = try await app.runs(with: 3, within: .seconds(90))
                #expect(containers.map(\.nodeName).sorted() == TestEnvironment.nodes)

                // A line lets one machine in.
                let other = try await NodeSpace(node: "node1")
                let again = try await other.run(command, settings: settings(data: other.agentData + "-other"))
                #expect(again.status != 0 && !again.output.contains("success"), "\(again)")

                // From here on the local cluster runs it again, as what it has become.
                try await space.endOwnAgent()
                try await space.superviseAgent(true)
            }
        }
    }

    @Test func leavesAndJoinsInTheConsole() async throws {
        try await ClusterRepair.after {
            let space = try await NodeSpace(node: "node3")
            let file = ConsoleFlow.screenshots.appending(path: "join-command")
            try? FileManager.default.removeItem(at: file)
            async let flow: Void = ConsoleFlow.run("joining")
            let command = try await eventually(within: .seconds(90), "the page has made the line") {
                try? String(contentsOf: file, encoding: .utf8)
            } until: {
                $0?.hasSuffix("\n") == true
            }
            try await space.superviseAgent(false)
            try space.forgetIdentity()
            let join = try await space.run(try #require(command), settings: settings(data: space.agentData))
            #expect(join.status == 0 && join.lines.last == "success", "\(join)")
            try await flow
            try await space.endOwnAgent()
            try await space.superviseAgent(true)
        }
    }

    @Test func theScriptSaysWhatIsWrong() async throws {
        let space = try await NodeSpace(node: "node1")
        let data = space.agentData + "-refused"
        let command = try await Gantry.succeed("node", "join-command")

        var noEngine = settings(data: data)
        noEngine["GANTRY_DOCKER_SOCKET"] = "/run/none.sock"
        let missing = try await space.run(command, settings: noEngine)
        #expect(missing.status == 1, "\(missing)")
        #expect(missing.error.contains("no engine at /run/none.sock; install the package docker.io"), "\(missing)")

        let token = try await Gantry.json(JoinCommand.self, "node", "join-command").token
        let other = command.replacingOccurrences(of: "/join/", with: "/join/x")
        let unknown = try await space.run(other, settings: settings(data: data))
        #expect(unknown.status != 0 && unknown.error.contains("40"), "\(unknown)")
        #expect(!unknown.output.contains("success") && !unknown.error.contains(token), "\(unknown)")
        #expect(try await Gantry.run("node", "ls", "-q").lines == TestEnvironment.nodes)
    }

    private func settings(data: String) -> [String: String] {
        [
            "GANTRY_PREFIX": data + "/bin", "GANTRY_DATA_DIR": data, "GANTRY_NO_SYSTEMD": "1",
            "GANTRY_DOCKER_SOCKET": "/run/docker.sock",
        ]
    }
}

/// A node's own view of the machine: its network, mounts and host name.
private struct NodeSpace {
    let node: String
    /// Where the agent that the local cluster runs there keeps its identity.
    let agentData: String
    private let engine: Int32

    init(node: String) async throws {
        self.node = node
        agentData = "\(TestEnvironment.stateDirectory)/nodes/\(node)/agent"
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

    /// Lets the local cluster's supervisor run the node's agent, or end it.
    func superviseAgent(_ isWanted: Bool) async throws {
        let path = "\(TestEnvironment.stateDirectory)/processes/\(node)-agent.json"
        let data = try Data(contentsOf: URL(filePath: path))
        var definition = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        definition["isWanted"] = isWanted
        try JSONSerialization.data(withJSONObject: definition).write(to: URL(filePath: path))
        let old = try #require(TestEnvironment.processID(of: "\(node)-agent"))
        let supervisor = try #require(TestEnvironment.processID(of: "supervisor"))
        try await Command.succeed(["kill", "-HUP", "\(supervisor)"])
        guard isWanted else { return try await hasEnded(old) }
        try await eventually("the agent of \(node) is started") {
            TestEnvironment.processID(of: "\(node)-agent")
        } until: {
            $0 != old
        }
    }

    /// Makes the machine one that never was a node.
    func forgetIdentity() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: agentData) {
            try FileManager.default.removeItem(atPath: "\(agentData)/\(name)")
        }
    }

    /// Ends the agent that the script started.
    func endOwnAgent() async throws {
        let text = try String(contentsOfFile: agentData + "/agent.pid", encoding: .utf8)
        let process = try #require(Int32(text.prefix { $0 != "\n" }), "\(text)")
        try await Command.succeed(["kill", "\(process)"])
        try await hasEnded(process)
    }

    private func hasEnded(_ process: Int32) async throws {
        try await eventually("process \(process) has ended") {
            // A zombie counts as ended.
            try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        } until: { stat in
            stat.map { $0.contains(") Z ") } ?? true
        }
    }
}
