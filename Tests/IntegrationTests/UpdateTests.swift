//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// New versions of an application, and what a redeploy mends.
@Suite(.needsCluster, .sharesCluster)
struct UpdateTests {
    private static func rolling(_ version: Int) -> String {
        Templates.web(
            host: "rolling",
            scale: 3,
            labels: ["aliyun.rolling_updates": "true"],
            environment: ["RELEASE=\(version)"]
        )
    }

    @Test func rollingUpdateServesThroughout() async throws {
        let host = "rolling.localhost"
        try await TestApplication.deployed("rolling", Self.rolling(1)) { application in
            let before = try await application.containers()
            let addresses = try await Web.nodes() + [TestEnvironment.frontDoor]
            for address in addresses { try await Web.answers(host, at: address) }
            let load = try await Load.during(host, at: addresses, clients: 8) {
                try await application.deploy(Self.rolling(2), "--version", "2")
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.succeeded > 50)
            let after = try await application.containers()
            #expect(after.map(\.plainName) == before.map(\.plainName))
            #expect(Set(after.map(\.id)).isDisjoint(with: before.map(\.id)), "all are replaced")
            for container in after {
                let variables = try await Docker.inspect(on: container.nodeName, container.id, "{{.Config.Env}}")
                #expect(variables.contains("RELEASE=2"), "\(variables)")
            }
            #expect(try await application.project().version == "2")
        }
    }

    @Test func versionsAndRefusalsLeaveTheOldOne() async throws {
        let template = Templates.idle(scale: 2) + Templates.idle("other")
        try await TestApplication.deployed("versions", template) { application in
            let before = try await application.containers()
            let first = try await application.project()
            let same = try await application.tryDeploy(template, ["--version", first.version])
            #expect(same.status == 1 && same.error.contains("give the update another version"), "\(same)")
            let wrong = try await application.tryDeploy(template + "third:\n  imgae: x\n")
            #expect(wrong.status == 1 && wrong.error.contains("did you mean image?"), "\(wrong)")
            #expect(try await application.containers().map(\.id) == before.map(\.id))
            #expect(try await application.project().version == first.version)
            #expect(try await application.project().template == first.template)

            // Only what changed is replaced, what is new is made, and what is gone from the template goes.
            let changed = Templates.idle(scale: 2) + Templates.idle("third")
            try await application.deploy(changed)
            let after = try await application.containers()
            #expect(after.map(\.service) == ["idle", "idle", "third"])
            #expect(after.prefix(2).map(\.id) == before.prefix(2).map(\.id), "unchanged ones are left alone")
            #expect(try await application.project().version != first.version)
        }
    }

    @Test func redeployMendsWhatIsStoppedOrMissing() async throws {
        let template = Templates.idle("stopped", keys: "restart: 'no'") + Templates.idle("deleted")
        try await TestApplication.deployed("redeploy", template) { application in
            let before = try await application.containers()
            let stopped = try await application.container("stopped")
            let deleted = try await application.container("deleted")
            try await Docker.run(on: stopped.nodeName, "stop", "--time", "0", stopped.plainName)
            try await eventually("it is seen as stopped") {
                try await application.container("stopped").status
            } until: {
                $0 == "exited"
            }
            try await Docker.run(on: deleted.nodeName, "rm", "--force", deleted.plainName)
            try await Gantry.succeed("app", "redeploy", "redeploy")
            let after = try await application.runs(with: 2)
            #expect(after.map(\.plainName) == before.map(\.plainName))
            #expect(after.map(\.nodeName) == before.map(\.nodeName))
            #expect(after.last?.id == stopped.id)
            #expect(after.first?.id != deleted.id)
        }
    }

    @Test func stopAndStart() async throws {
        try await TestApplication.deployed("pause", Templates.idle(scale: 2)) { application in
            let before = try await application.containers()
            try await Gantry.succeed("app", "stop", "-t", "1", "pause")
            try await eventually("all are stopped") {
                try await application.containers()
            } until: { (containers: [ContainerObject]) in
                containers.count == 2 && !containers.contains { $0.running }
            }
            try await eventually("it is stopped") {
                try await application.project().currentState
            } until: {
                $0 == "stopped"
            }
            try await Gantry.succeed("app", "start", "pause")
            #expect(try await application.runs(with: 2).map(\.id) == before.map(\.id))

            try await Gantry.succeed("service", "stop", "-t", "1", "pause_idle")
            try await eventually("all are stopped again") {
                try await application.containers()
            } until: { (containers: [ContainerObject]) in
                !containers.contains { $0.running }
            }
            try await Gantry.succeed("service", "start", "pause_idle")
            #expect(try await application.runs(with: 2).map(\.id) == before.map(\.id))
        }
    }

    @Test func dependenciesStartFirst() async throws {
        let template =
            Templates.idle("top", labels: ["aliyun.depends": "middle,base"])
            + Templates.idle("middle", keys: "restart: always\nlinks: ['base']")
            + Templates.idle("base", labels: ["aliyun.probe.cmd": "test -e /tmp/ready"])
        try await TestApplication.with("order") { application in
            #expect(try await application.tryDeploy(template, ["--detach"]).status == 0)
            let waiting = try await eventually("base runs, the others wait") {
                try await application.project()
            } until: { project in
                let services = project.services ?? []
                let running = services.flatMap { ($0.containers ?? [:]).values }.filter(\.running)
                return running.map(\.service) == ["base"] && running.first?.health != "healthy"
            }
            let reasons = Dictionary(uniqueKeysWithValues: (waiting.services ?? []).map { ($0.name, $0.waiting) })
            #expect(reasons["middle"]?["order_middle_1"]?.contains("base") == true, "\(reasons)")
            #expect(reasons["top"]?["order_top_1"]?.contains("waits for") == true, "\(reasons)")

            try await Gantry.succeed("exec", "order_base_1", "touch", "/tmp/ready")
            let containers = try await application.runs(with: 3)
            var starts: [String: String] = [:]
            for container in containers {
                starts[container.service] = try await Docker.inspect(
                    on: container.nodeName,
                    container.id,
                    "{{.State.StartedAt}}"
                )
            }
            // All engines have this machine's clock.
            let inOrder = ["base", "middle", "top"].map { starts[$0] ?? "" }
            #expect(inOrder == inOrder.sorted(), "\(starts)")
        }
    }
}
