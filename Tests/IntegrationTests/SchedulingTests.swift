//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Where containers go, and what is said when they can go nowhere.
@Suite(.needsCluster, .sharesCluster)
struct SchedulingTests {
    @Test func oneHostPortTooMany() async throws {
        let template = Templates.idle(scale: 4, keys: "restart: always\nports: ['18123:80']")
        try await TestApplication.with("ports") { application in
            let result = try await application.tryDeploy(template)
            #expect(result.status == 2, "\(result)")
            for node in TestEnvironment.nodes {
                #expect(result.error.contains(node), "\(result)")
            }
            #expect(result.error.contains("18123"), "\(result)")
            // The three that fit run, one a node.
            let engines = try await eventually("three run") {
                try await application.onEngines()
            } until: {
                $0.values.allSatisfy { $0.count == 1 }
            }
            #expect(engines.count == 3)
            let listing = try await Gantry.succeed("app", "ps", "ports")
            #expect(listing.contains("fits on no node"), "\(listing)")

            try await Gantry.succeed("service", "scale", "ports_idle=3")
            try await application.runs(with: 3)
        }
    }

    @Test func moreMemoryThanThereIs() async throws {
        try await TestApplication.with("memory") { application in
            let template = Templates.idle(keys: "restart: always\nmem_limit: 900g\nmem_reservation: 900g")
            let result = try await application.tryDeploy(template)
            #expect(result.status == 2, "\(result)")
            for node in TestEnvironment.nodes { #expect(result.error.contains(node), "\(result)") }
            #expect(result.error.contains("memory"), "\(result)")
            #expect(try await application.onEngines().values.allSatisfy(\.isEmpty))
        }
    }

    @Test func globalServiceRunsOnEachNode() async throws {
        let template = Templates.idle(labels: ["aliyun.global": "true"])
        try await TestApplication.deployed("everywhere", template) { application in
            let containers = try await application.containers()
            #expect(containers.map(\.nodeName).sorted() == TestEnvironment.nodes)
        }
    }

    @Test func spreadsAndKeepsItsPlaces() async throws {
        try await TestApplication.deployed("spread", Templates.idle(scale: 3)) { application in
            let before = try await application.containers()
            #expect(before.map(\.nodeName).sorted() == TestEnvironment.nodes)

            let deleted = try await application.container("idle", 2)
            try await Docker.run(on: deleted.nodeName, "rm", "--force", deleted.plainName)
            let after = try await application.runs(with: 3) { containers in
                containers.allSatisfy { $0.id != deleted.id }
            }
            #expect(after.map(\.nodeName) == before.map(\.nodeName))
            #expect(after.map(\.plainName) == before.map(\.plainName))
            #expect(Set(after.map(\.id)).intersection(before.map(\.id)).count == 2, "the others are left alone")
        }
    }
}
