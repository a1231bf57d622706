//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Services that follow their image's tag.
@Suite(.needsCluster, .sharesCluster)
struct LatestImageTests {
    /// The local registry, by way of a node's own docker client.
    private struct Registry {
        let address: String
        /// Where the client keeps its login.
        let settings: String

        static func with(_ body: (Registry) async throws -> Void) async throws {
            let cluster = try await Gantry.json(ClusterObject.self, "cluster", "inspect", "local")
            let address = try #require(cluster.imageMap["nginx"]?.split(separator: "/").first)
            let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-test-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let registry = Registry(address: String(address), settings: folder.path)
            let file = "\(TestEnvironment.stateDirectory)/registry/credentials"
            let login = try String(contentsOfFile: file, encoding: .utf8).split(separator: ":", maxSplits: 1)
            try await registry.docker(
                ["login", "--username", String(login[0]), "--password-stdin", registry.address],
                input: String(login[1])
            )
            try await body(registry)
        }

        @discardableResult
        func docker(_ words: [String], input: String = "") async throws -> String {
            let socket = "unix://" + TestEnvironment.dockerSocket(of: "node1")
            return try await Command.succeed(["docker", "--config", settings, "-H", socket] + words, input: input)
        }

        /// Pushes an image that is busybox with a variable of its own.
        func push(_ name: String, release: Int) async throws {
            let base = "\(address)/busybox:latest"
            try await docker(["pull", "--quiet", base])
            let container = try await docker(["create", base, "true"]).split(separator: "\n").joined()
            try await docker(["commit", "--change", "ENV RELEASE=\(release)", container, "\(address)/\(name)"])
            try await docker(["rm", container])
            try await docker(["push", "--quiet", "\(address)/\(name)"])
        }
    }

    private func releases(of containers: [ContainerObject]) async throws -> [String] {
        var releases: [String] = []
        for container in containers {
            releases.append(try await Gantry.succeed("exec", container.plainName, "sh", "-c", "echo $RELEASE"))
        }
        return releases
    }

    @Test func aRedeployTakesWhatWasPushedUnderTheTag() async throws {
        try await Registry.with { registry in
            try await registry.push("follow:latest", release: 1)
            let template = Templates.service(
                "follow",
                """
                image: \(registry.address)/follow:latest
                command: sleep 100000
                stop_signal: SIGKILL
                """,
                labels: ["aliyun.scale": "3", "aliyun.latest_image": "true"]
            )
            try await TestApplication.deployed("follow", template) { application in
                let first = try await application.containers()
                #expect(try await releases(of: first) == ["1\n", "1\n", "1\n"])
                #expect(first.allSatisfy { $0.image == "\(registry.address)/follow:latest" })

                try await Gantry.succeed("app", "redeploy", "follow")
                #expect(try await application.runs(with: 3).map(\.id) == first.map(\.id))

                try await registry.push("follow:latest", release: 2)
                try await Gantry.succeed("app", "redeploy", "follow")
                let second = try await application.runs(with: 3) { containers in
                    Set(containers.map(\.id)).isDisjoint(with: first.map(\.id))
                }
                #expect(try await releases(of: second) == ["2\n", "2\n", "2\n"])
                #expect(Set(second.map(\.imageID)).count == 1)
                #expect(second.first?.imageID != first.first?.imageID)

                // The version before has the image that it had.
                try await Gantry.succeed("app", "rollback", "follow")
                let third = try await application.runs(with: 3) { $0.allSatisfy { $0.imageID == first.first?.imageID } }
                #expect(try await releases(of: third) == ["1\n", "1\n", "1\n"])

                let gone = template.replacingOccurrences(of: "follow:latest", with: "follow:none")
                let refused = try await application.tryDeploy(gone)
                #expect(refused.status == 1 && refused.error.contains("service follow follows its tag"), "\(refused)")
                #expect(try await application.containers().map(\.id) == third.map(\.id))
            }
        }
    }
}
