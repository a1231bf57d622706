//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Rolling updates: nobody notices those that go well, and those that don't stop by themselves.
@Suite(.needsCluster, .sharesCluster)
struct RollOutTests {
    private static func template(_ host: String, _ release: Int, probe: String = "/healthz") -> String {
        Templates.web(
            host: host,
            scale: 2,
            labels: ["aliyun.rolling_updates": "true", "aliyun.probe.url": "http://container\(probe)"],
            environment: ["RELEASE=\(release)"]
        )
    }

    private static let client = Templates.idle("client")

    @Test func updateAndRollbackLoseNoRequest() async throws {
        let host = "rollout.localhost"
        let first = Self.template("rollout", 1) + Self.client
        try await TestApplication.with("rollout") { application in
            try await application.deploy(first, "--version", "1")
            let old = try await web(application)
            let load = try await serving(host) {
                try await application.deploy(Self.template("rollout", 2) + Self.client, "--version", "2")
                try await wasReplaced(application, old, release: 2)
                let new = try await web(application)
                try await Gantry.succeed("app", "rollback", "rollout", "1", "--timeout", "90")
                try await wasReplaced(application, new, release: 1)
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.succeeded > 50)
            #expect(load.containers == ["rollout_web_1", "rollout_web_2"], "\(load.containers)")
            #expect(try await application.project().version == "1")

            // Each was made after a successor that stood in for it.
            let events = try await events(of: application)
            for name in old.map(\.plainName) {
                let replaced = events.filter { $0.container == name || $0.container == name + ".new" }
                    .filter { $0.action == "container.created" || $0.action == "container.removed" }
                    .map { "\($0.action.dropFirst("container.".count)) \($0.container)" }
                let turn = ["created \(name).new", "removed \(name)", "created \(name)", "removed \(name).new"]
                #expect(replaced == ["created \(name)"] + turn + turn, "\(replaced)")
            }
        }
    }

    @Test func aFailingProbeStopsTheUpdate() async throws {
        let host = "badprobe.localhost"
        try await TestApplication.with("badprobe") { application in
            try await application.deploy(Self.template("badprobe", 1), "--version", "1")
            let old = try await web(application)
            let load = try await serving(host) {
                let result = try await application.tryDeploy(
                    Self.template("badprobe", 2, probe: "/nowhere"),
                    ["--version", "2", "--update-limit", "10"]
                )
                #expect(result.status == 1, "\(result)")
                #expect(result.error.contains("badprobe 2: the update stopped"), "\(result)")
                #expect(result.error.contains("badprobe_web_1 failed: "), "\(result)")
                #expect(result.error.contains("404"), "\(result)")
                try await isLeft(old, of: application)
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.containers == Set(old.map(\.plainName)))
            #expect(try await application.project().currentState == "failed")

            try await Gantry.succeed("app", "rollback", "badprobe", "--timeout", "90")
            #expect(try await application.runs(with: 2).map(\.id) == old.map(\.id), "the old ones were right already")
        }
    }

    @Test func aFailingUpdateIsTakenBackIfAskedFor() async throws {
        let host = "takeback.localhost"
        try await TestApplication.with("takeback") { application in
            try await application.deploy(Self.template("takeback", 1), "--version", "1")
            let old = try await web(application)
            let load = try await serving(host) {
                let result = try await application.tryDeploy(
                    Self.template("takeback", 2, probe: "/nowhere"),
                    ["--version", "2", "--update-limit", "10", "--on-failure", "rollback"]
                )
                #expect(result.status == 2, "\(result)")
                #expect(result.error.contains("the update failed and was taken back; version 1 runs"), "\(result)")
                #expect(result.error.contains("takeback_web_1 failed: "), "\(result)")
                try await isLeft(old, of: application)
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(try await application.project().version == "1")
            let versions = try await Gantry.json([VersionObject].self, "app", "versions", "takeback")
            #expect(versions.map(\.version) == ["1", "2", "1"])
            #expect(versions.first?.cause == "failedUpdate")
        }
    }

    /// Requests through the front door while a body runs.
    private func serving(_ host: String, _ body: () async throws -> Void) async throws -> Load.Outcome {
        try await Web.answers(host)
        return try await Load.during(host, at: [TestEnvironment.frontDoor], clients: 4, body)
    }

    private func web(_ application: TestApplication) async throws -> [ContainerObject] {
        try await application.containers().filter { $0.service == "web" }
    }

    /// Waits until others are there under the same names, and are found by these names.
    private func wasReplaced(_ application: TestApplication, _ old: [ContainerObject], release: Int) async throws {
        let names = old.map(\.plainName)
        let all = try await application.runs(with: 3) { seen in
            seen.filter { $0.service == "web" }.map(\.plainName) == names
                && Set(seen.map(\.id)).isDisjoint(with: old.map(\.id))
        }
        let client = try #require(all.first { $0.service == "client" })
        for container in all.filter({ $0.service == "web" }) {
            let variables = try await Docker.inspect(on: container.nodeName, container.id, "{{.Config.Env}}")
            #expect(variables.contains("RELEASE=\(release)"), "\(variables)")
            try await eventually("\(container.plainName) answers under its name") {
                try await Docker.run(
                    on: client.nodeName,
                    "exec",
                    client.id,
                    "wget",
                    "-q",
                    "-O",
                    "-",
                    "http://\(container.plainName)/"
                )
            } until: {
                $0.contains("Container: \(container.plainName)<") && $0.contains("Address: \(container.ip)<")
            }
        }
    }

    /// Waits until nothing is there but some containers from before.
    private func isLeft(_ old: [ContainerObject], of application: TestApplication) async throws {
        try await eventually("only the old ones are there") {
            try await application.onEngines().values.joined().sorted()
        } until: {
            $0 == old.map(\.plainName)
        }
        #expect(try await application.containers().map(\.id) == old.map(\.id))
    }

    private func events(of application: TestApplication) async throws -> [EventObject] {
        try await Gantry.succeed("app", "events", application.name, "-o", "json").split(separator: "\n").map {
            try JSONDecoder().decode(EventObject.self, from: Data($0.utf8))
        }
    }
}
