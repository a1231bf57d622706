//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Versions whose services have other names: nobody notices that one takes the other's place.
@Suite(.needsCluster, .sharesCluster)
struct HandoverTests {
    private static func template(_ host: String, _ service: String, probe: String = "/healthz") -> String {
        Templates.web(service, host: host, scale: 2, labels: ["aliyun.probe.url": "http://container\(probe)"])
    }

    @Test func aRenamedServiceLosesNoRequest() async throws {
        try await TestApplication.with("renamed") { application in
            try await application.deploy(Self.template("renamed", "before"), "--version", "1")
            let load = try await serving("renamed.localhost") {
                try await application.deploy(Self.template("renamed", "after"), "--version", "2")
                #expect(try await application.runs(with: 2).map(\.service) == ["after", "after"])
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            let names = ["before", "after"].flatMap { ["renamed_\($0)_1", "renamed_\($0)_2"] }
            #expect(load.containers == Set(names), "\(load.containers)")
        }
    }

    @Test func goingBackOverAConfirmedReleaseLosesNoRequest() async throws {
        try await TestApplication.with("goback") { application in
            try await application.deploy(Self.template("goback", "blue"), "--version", "1")
            try await application.deploy(
                Self.template("goback", "green"),
                "--version",
                "2",
                "--update-method",
                "blue-green"
            )
            try await Gantry.succeed("app", "confirm", "goback", "--timeout", "90")
            #expect(try await application.runs(with: 2).map(\.service) == ["green", "green"])
            let load = try await serving("goback.localhost") {
                try await Gantry.succeed("app", "rollback", "goback", "1", "--timeout", "90")
                #expect(try await application.runs(with: 2).map(\.service) == ["blue", "blue"])
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.containers.isSuperset(of: ["goback_blue_1", "goback_green_1"]), "\(load.containers)")
        }
    }

    @Test func aFailedUpdateLeavesTheOldNameServing() async throws {
        try await TestApplication.with("kept") { application in
            try await application.deploy(Self.template("kept", "before"), "--version", "1")
            let old = try await application.containers()
            let load = try await serving("kept.localhost") {
                var failed: Set<String> = []
                // The same again tries again, with containers made anew.
                for _ in 1...2 {
                    let result = try await application.tryDeploy(
                        Self.template("kept", "after", probe: "/nowhere"),
                        ["--version", "2", "--update-limit", "10"]
                    )
                    #expect(result.status == 1 && result.error.contains("the update stopped"), "\(result)")
                    let left = try await application.containers().filter { $0.service == "after" }.map(\.id)
                    #expect(left.count == 2 && failed.isDisjoint(with: left))
                    failed.formUnion(left)
                }
                let listing = try await Gantry.succeed("service", "ls", "kept")
                #expect(listing.contains("kept_before ") && listing.contains("kept_after "), "\(listing)")
                #expect(try await Gantry.succeed("app", "ps", "kept").contains("kept_before_1"))
                let shown = try await Gantry.json(ServiceObject.self, "service", "inspect", "kept_before")
                #expect(shown.currentState == "running" && shown.desiredState == "deleted", "\(shown)")
                let scaled = try await Gantry.run("service", "scale", "kept_before=3")
                #expect(scaled.status == 1 && scaled.error.contains("service kept_before: is leaving"), "\(scaled)")
                try await Gantry.succeed("app", "rollback", "kept", "1", "--timeout", "90")
                #expect(try await application.runs(with: 2).map(\.id) == old.map(\.id))
            }
            #expect(load.failures.isEmpty, "of \(load.succeeded) requests")
            #expect(load.containers == Set(old.map(\.plainName)))
        }
    }

    /// Requests through the front door while a body runs.
    private func serving(_ host: String, _ body: () async throws -> Void) async throws -> Load.Outcome {
        try await Web.answers(host)
        return try await Load.during(host, at: [TestEnvironment.frontDoor], clients: 4, body)
    }
}
