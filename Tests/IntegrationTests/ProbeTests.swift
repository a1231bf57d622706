//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Probes by URL, port and command, and what is shown of them.
@Suite(.needsCluster, .sharesCluster)
struct ProbeTests {
    @Test func everyKind() async throws {
        let template =
            Templates.service(
                "http",
                "image: nginx:latest",
                labels: ["aliyun.probe.url": "http://container/healthz"]
            )
            + Templates.service(
                "tcp",
                "image: redis:latest",
                labels: ["aliyun.probe.url": "tcp://container:6379"]
            )
            + Templates.idle("cmd", labels: ["aliyun.probe.cmd": "test -e /etc/hostname"])
            + Templates.service(
                "host",
                """
                image: busybox:latest
                net: host
                stop_signal: SIGKILL
                command: sh -c 'echo here >/index.html; exec httpd -f -p 18199 -h /'
                """,
                labels: ["aliyun.probe.url": "http://container:18199/index.html"]
            )
        try await TestApplication.deployed("probes", template) { application in
            let containers = try await application.containers()
            #expect(containers.map(\.service) == ["cmd", "host", "http", "tcp"])
            #expect(containers.allSatisfy { $0.health == "healthy" })
            let listing = try await Gantry.run("ps").lines.filter { $0.contains("probes_") }
            #expect(listing.count == 4 && listing.allSatisfy { $0.contains("healthy") }, "\(listing)")
        }
    }

    @Test func notHealthy() async throws {
        let template =
            Templates.service(
                "missing",
                "image: nginx:latest",
                labels: ["aliyun.probe.url": "http://container/no-such-page"]
            )
            + Templates.idle("closed", labels: ["aliyun.probe.url": "tcp://container:81"])
            + Templates.idle("failing", labels: ["aliyun.probe.cmd": "echo broken; exit 4"])
            + Templates.idle(
                "later",
                labels: ["aliyun.probe.cmd": "true", "aliyun.probe.initial_delay_seconds": "3600"]
            )
        try await TestApplication.with("unwell") { application in
            #expect(try await application.tryDeploy(template, ["--detach"]).status == 0)
            let containers = try await eventually("three are unhealthy") {
                try await application.containers()
            } until: {
                $0.filter { $0.health == "unhealthy" }.count == 3
            }
            func container(_ service: String) throws -> ContainerObject {
                try #require(containers.first { $0.service == service })
            }
            #expect(try container("later").health == "starting")
            #expect(try container("missing").statusExt.contains("404"))
            #expect(try container("failing").statusExt.contains("broken"))
            #expect(try !container("closed").statusExt.isEmpty)
            #expect(!containers.contains { !$0.running })
            #expect(try await application.project().currentState != "running")
            let listing = try await Gantry.succeed("app", "ps", "unwell")
            #expect(listing.contains("unhealthy") && listing.contains("starting"), "\(listing)")
        }
    }
}
