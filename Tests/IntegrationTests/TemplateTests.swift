//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// The templates of the reference product's guide do on real engines what each of them is there to show.
@Suite(.needsCluster, .sharesCluster)
struct TemplateTests {
    @Test func antiAffinity() async throws {
        let template = try Templates.reference("anti-affinity", ["http://wordpress": "http://tpl-apart"])
        try await TestApplication.deployed("tpl-apart", template) { application in
            let containers = try await application.runs(with: 3)
            let database = try #require(containers.first { $0.service == "db" })
            #expect(containers.allSatisfy { $0.service == "db" || $0.nodeName != database.nodeName })
            try await Web.answers("tpl-apart.localhost", "/wp-admin/install.php")
        }
    }

    @Test func zones() async throws {
        let nodes = try await Gantry.hosts()
        let template = try Templates.reference("zones")
        try await TestApplication.deployed("tpl-zones", template) { application in
            let used = Set(try await application.runs(with: 8).map(\.nodeName))
            #expect(Set(nodes.filter { used.contains($0.name) }.map(\.zoneID)).count >= 2)
        }
        // Of more zones than there are no container is made, unless it is a wish.
        let many = try Templates.reference("zones", ["az==2": "az==4", "'8'": "'2'"])
        try await TestApplication.with("tpl-zones") { application in
            let refused = try await application.tryDeploy(many)
            #expect(refused.status == 2 && refused.error.contains("zone"), "\(refused)")
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
            try await application.deploy(many.replacing("az==4", with: "az==~4"))
            try await application.runs(with: 2)
        }
    }

    @Test func hostname() async throws {
        let template = try Templates.reference("hostname")
        try await TestApplication.deployed("tpl-hostname", template) { application in
            let first = try await application.container("testhostname")
            #expect(try await Docker.run(on: first.nodeName, "exec", first.id, "hostname") == "xxserver\n")
            try await Gantry.succeed("service", "scale", "tpl-hostname_testhostname=2")
            let both = try await application.runs(with: 2)
            for container in both {
                try await NameLookup.wait(for: "xxserver", from: container, toBe: both.map(\.ip))
            }
        }
    }

    @Test func variables() async throws {
        let scaled = try Templates.reference("config-scale")
        try await TestApplication.with("tpl-scale") { application in
            let missing = try await application.tryDeploy(scaled)
            #expect(missing.status == 1 && missing.error.contains("size"), "\(missing)")
            try await application.deploy(scaled, "-e", "size=2")
            try await application.runs(with: 2)
        }
        let versioned = try Templates.reference("substitution", ["postgres:": "redis:"])
        try await TestApplication.with("tpl-version") { application in
            let missing = try await application.tryDeploy(versioned)
            #expect(missing.status == 1 && missing.error.contains("POSTGRES_VERSION"), "\(missing)")
            try await application.deploy(versioned, "-e", "POSTGRES_VERSION=latest")
            let container = try #require(try await application.runs(with: 1).first)
            let image = try await Docker.inspect(on: container.nodeName, container.id, "{{.Config.Image}}")
            #expect(image.hasSuffix("/redis:latest"), "\(image)")
        }
    }

    @Test func global() async throws {
        try await TestApplication.deployed("tpl-global", try Templates.reference("global")) { application in
            let containers = try await application.runs(with: 3)
            #expect(containers.map(\.nodeName).sorted() == TestEnvironment.nodes)
        }
    }

    @Test(arguments: [("reschedule-env", 1), ("reschedule-label", 3)])
    func rescheduling(name: String, count: Int) async throws {
        try await TestApplication.deployed("tpl-\(name)", try Templates.reference(name)) { application in
            for container in try await application.runs(with: count) {
                let policy = #"{{index .Config.Labels "com.docker.swarm.reschedule-policies"}}"#
                let label = try await Docker.inspect(on: container.nodeName, container.id, policy)
                #expect(label == #"["on-node-failure"]"#)
                let variables = try await Docker.inspect(on: container.nodeName, container.id, "{{.Config.Env}}")
                #expect(!variables.contains("reschedule"), "\(variables)")
            }
        }
    }

    @Test func parallelUpdate() async throws {
        let template = try Templates.reference("rolling-parallel")
        try await TestApplication.deployed("tpl-parallel", template) { application in
            let before = try await application.runs(with: 4)
            let update = try Templates.reference(
                "rolling-parallel",
                ["environment:\n": "environment:\n    - RELEASE=2\n"]
            )
            try await application.deploy(update)
            let after = try await application.runs(with: 4)
            #expect(Set(after.map(\.id)).isDisjoint(with: before.map(\.id)))
        }
    }

    @Test(arguments: [
        ("probe-cmd", "printf '#!/bin/sh\\nexit 0\\n' >/usr/bin/health_check.sh; chmod 755 /usr/bin/health_check.sh"),
        ("probe-url", "echo pong >/usr/share/nginx/html/ping"),
    ])
    func probes(name: String, cure: String) async throws {
        try await TestApplication.with("tpl-\(name)") { application in
            let template = try Templates.reference(name)
            try await application.deploy(template, "--detach")
            let failing = try await eventually("\(name) fails") {
                try await application.containers()
            } until: {
                $0.first?.health == "unhealthy"
            }
            let container = try #require(failing.first)
            #expect(!container.statusExt.isEmpty)
            try await Docker.run(on: container.nodeName, "exec", container.id, "sh", "-c", cure)
            let cured = try await application.runs(with: 1) { $0.allSatisfy { $0.health == "healthy" } }
            #expect(cured.map(\.id) == [container.id])
        }
    }

    @Test func graphicsProcessors() async throws {
        let template = try Templates.reference("gpu")
        try await TestApplication.deployed("tpl-gpu", template) { application in
            let container = try await application.container("serving")
            try await Docker.run(on: container.nodeName, "exec", container.id, "test", "-c", "/dev/nvidia0")
            let other = try await Docker.run(on: container.nodeName, "exec", container.id, "ls", "/dev")
            #expect(other.contains("nvidiactl") && !other.contains("nvidia1"), "\(other)")
            // Two a node, which are each one container's.
            try await Gantry.succeed("service", "scale", "tpl-gpu_serving=6")
            let all = try await application.runs(with: 6)
            #expect(Dictionary(grouping: all, by: \.nodeName).values.allSatisfy { $0.count == 2 })
            let more = try await Gantry.run("service", "scale", "tpl-gpu_serving=7")
            #expect(more.status == 2 && more.error.contains("GPU"), "\(more)")
            for node in TestEnvironment.nodes { #expect(more.error.contains(node), "\(more)") }
        }
    }

    @Test func apartFromALoadBalancer() async throws {
        let changes: KeyValuePairs = ["6379:6379/tcp": "16379:6379/tcp", "120.25.131.64": "redis-master"]
        let template = try Templates.reference("tcp-affinity", changes)
        try await TestApplication.deployed("tpl-affinity", template) { application in
            let master = try await application.container("redis-master")
            let client = try await application.container("redis-client")
            #expect(master.nodeName != client.nodeName)
        }
    }
}
