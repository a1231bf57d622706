//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Programs that are killed in the middle of a deploy: all resume, and it ends right.
@Suite(.needsCluster, .hasClusterAlone, .serialized)
struct CrashTests {
    private static let scale = 9

    @Test func server() async throws {
        try await deploy("crashserver") { _ in
            try await ClusterRepair.kill("server")
        }
    }

    @Test func serverAgainAndAgain() async throws {
        try await deploy("crashagain") { _ in
            for _ in 0..<3 {
                try await ClusterRepair.kill("server")
                try await eventually("the server answers") {
                    try await Gantry.run("whoami").status
                } until: {
                    $0 == 0
                }
            }
        }
    }

    @Test func agents() async throws {
        try await deploy("crashagent") { _ in
            for node in TestEnvironment.nodes { try await ClusterRepair.kill("\(node)-agent") }
        }
    }

    @Test func haproxy() async throws {
        try await deploy("crashproxy") { _ in
            for node in TestEnvironment.nodes {
                let router = try await router(on: node)
                let listing = try await Docker.run(on: node, "top", router, "-o", "pid,comm")
                let proxies = listing.split(separator: "\n").filter { $0.hasSuffix("haproxy") }
                let processes = proxies.compactMap { $0.split(separator: " ").first.map(String.init) }
                // Some of them come and go by themselves: checks of a configuration, workers from before a reload.
                var killed = 0
                for process in processes where try await Command.run(["kill", "-9", process]).status == 0 {
                    killed += 1
                }
                #expect(killed > 0, "\(listing)")
            }
        }
    }

    @Test func router() async throws {
        try await deploy("crashrouter") { _ in
            for node in TestEnvironment.nodes {
                try await Docker.run(on: node, "kill", "--signal", "KILL", try await router(on: node))
            }
        }
    }

    @Test func serverWhileAnApplicationGoes() async throws {
        try await ClusterRepair.after {
            try await TestApplication.deployed("crashgone", Templates.idle(scale: Self.scale)) { application in
                try await Gantry.succeed("app", "rm", "--detach", application.name)
                try await ClusterRepair.kill("server")
                try await eventually("nothing is left") {
                    try await application.onEngines()
                } until: {
                    $0.values.allSatisfy(\.isEmpty)
                }
                try await eventually("it is forgotten") {
                    try await Gantry.run("app", "inspect", application.name)
                } until: {
                    $0.error.contains("Not Found")
                }
            }
        }
    }

    /// Deploys, breaks something when the first container is there, and sees that it ends as if nothing had happened.
    private func deploy(_ name: String, _ crash: (TestApplication) async throws -> Void) async throws {
        let template =
            Templates.web(host: name, scale: 3)
            + Templates.idle("many", scale: Self.scale, labels: ["aliyun.depends": "web"])
        try await ClusterRepair.after {
            try await TestApplication.with(name) { application in
                let result = try await application.tryDeploy(template, ["--detach"])
                #expect(result.status == 0, "\(result)")
                try await eventually("the deploy is under way") {
                    try await application.onEngines().values.reduce(0) { $0 + $1.count }
                } until: {
                    $0 > 0
                }
                try await crash(application)

                let containers = try await application.runs(with: 3 + Self.scale, within: .seconds(90))
                let names =
                    (1...Self.scale).map { "\(name)_many_\($0)" } + (1...3).map { "\(name)_web_\($0)" }
                #expect(containers.map(\.plainName) == names.sorted())
                let engines = try await application.onEngines()
                #expect(engines.values.flatMap { $0 }.sorted() == names.sorted(), "no duplicate, no orphan")
                for container in containers {
                    #expect(engines[container.nodeName]?.contains(container.plainName) == true)
                }
                for address in try await Web.nodes() + [TestEnvironment.frontDoor] {
                    try await Web.answers("\(name).localhost", at: address)
                }
            }
        }
    }

    private func router(on node: String) async throws -> String {
        let text = try await Docker.run(
            on: node,
            "ps",
            "--quiet",
            "--filter",
            "label=com.docker.compose.project=acsrouting"
        )
        return try #require(text.split(separator: "\n").first.map(String.init), "no router on \(node)")
    }
}
