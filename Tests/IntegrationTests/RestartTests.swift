//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Containers that end, and what their restart policies say.
@Suite(.needsCluster, .sharesCluster)
struct RestartTests {
    @Test func killedByHandComesBackAndIsRouted() async throws {
        let host = "killed.localhost"
        try await TestApplication.deployed("killed", Templates.web(host: "killed", scale: 2)) { application in
            try await eventually("both get requests") {
                try await Web.containers(host)
            } until: {
                $0.count == 2
            }
            let before = try await application.container("web", 1)
            let start = try await Docker.inspect(on: before.nodeName, before.id, "{{.State.StartedAt}}")

            try await Docker.run(on: before.nodeName, "kill", before.plainName)
            try await eventually("it is started again") {
                try await Docker.inspect(on: before.nodeName, before.id, "{{.State.StartedAt}} {{.State.Running}}")
            } until: {
                $0.hasSuffix(" true") && $0 != "\(start) true"
            }
            try await application.runs(with: 2)
            #expect(try await application.container("web", 1).id == before.id, "the same container, not another")
            try await eventually("both get requests again") {
                try await Web.containers(host)
            } until: {
                $0.count == 2
            }
        }
    }

    @Test func policies() async throws {
        let template =
            Templates.service("never", Self.ending("no", with: 3))
            + Templates.service("twice", Self.ending("on-failure:2", with: 3))
            + Templates.service("done", Self.ending("on-failure", with: 0))
            + Templates.service("ever", Self.ending("always", with: 0))
        try await TestApplication.with("policies") { application in
            let deploy = try await application.tryDeploy(template, ["--detach"])
            #expect(deploy.status == 0, "\(deploy)")
            // Each start prints a line.
            try await eventually("all as their policies say") {
                try await starts(of: application)
            } until: { (starts: [String: Int]) in
                let expected = ["never": 1, "twice": 3, "done": 1]
                return starts.filter { $0.key != "ever" } == expected && (starts["ever"] ?? 0) > 2
            }
            let containers = try await eventually("ends are shown") {
                try await application.containers()
            } until: { (containers: [ContainerObject]) in
                containers.filter { $0.status == "exited" && $0.service != "ever" }.count == 3
            }
            #expect(containers.first { $0.service == "never" }?.statusExt == "exit code 3")
            #expect(containers.first { $0.service == "done" }?.statusExt == "exit code 0")
            let services = try #require(try await application.project().services)
            #expect(services.first { $0.name == "never" }?.currentState == "failed")
            #expect(services.first { $0.name == "twice" }?.currentState == "failed")
        }
    }

    @Test func deployTellsOfJobsThatEnd() async throws {
        try await TestApplication.with("jobdone") { application in
            let result = try await application.tryDeploy(Templates.service("job", Self.ending("no", with: 0)))
            #expect(result.status == 0, "\(result)")
        }
        try await TestApplication.with("jobfailed") { application in
            let template = Templates.service(
                "job",
                Self.ending("no", with: 3),
                // It never counts as running, however fast one looks.
                labels: ["aliyun.probe.cmd": "true", "aliyun.probe.initial_delay_seconds": "3600"]
            )
            let result = try await application.tryDeploy(template)
            #expect(result.status == 1 && result.error.contains("it exited with 3"), "\(result)")
        }
    }

    private static func ending(_ policy: String, with code: Int) -> String {
        """
        image: busybox:latest
        command: sh -c 'echo started; exit \(code)'
        restart: \(policy)
        """
    }

    private func starts(of application: TestApplication) async throws -> [String: Int] {
        var starts: [String: Int] = [:]
        for container in try await application.containers() {
            let log = try await Docker.run(on: container.nodeName, "logs", container.id)
            starts[container.service] = log.split(separator: "\n").filter { $0 == "started" }.count
        }
        return starts
    }
}
