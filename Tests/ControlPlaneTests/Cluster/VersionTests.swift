//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Store
import Testing

@Suite struct VersionTests {
    @Test func everyVersionIsKeptWithWhoDeployedIt() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            _ = try await plane.createProject(
                id,
                ProjectRequest(name: "shop", template: Templates.web(scale: 1)),
                by: "ann"
            )
            let next = ProjectRequest(name: nil, template: Templates.web(scale: 2, image: "nginx:2"))
            _ = try await plane.updateProject(id, "shop", next, by: "bob")
            let versions = try await plane.versions(id, "shop")
            #expect(versions.map(\.version) == ["1.1", "1.0"])
            #expect(versions.map(\.user) == ["bob", "ann"])
            #expect(versions.map(\.isCurrent) == [true, false])
            #expect(versions.map(\.images) == [["nginx:2"], ["nginx:1"]])
            await expectError(.notFound) { _ = try await plane.versions(id, "other") }
            #expect(versions.allSatisfy { $0.template == nil })
            let first = try await plane.version(id, "shop", "1.0")
            #expect(first.template == Templates.web(scale: 1))
            #expect(!first.isCurrent)
            await expectError(.notFound) { _ = try await plane.version(id, "shop", "9.0") }
        }
    }

    @Test func aRollbackDeploysAVersionAsItWas() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Templates.web(scale: 2), version: "1.0")
            try await cluster.update("shop", Templates.web(scale: 1, image: "nginx:2"), version: "2.0")
            try await cluster.update("shop", Templates.web(scale: 1, image: "nginx:3"), version: "3.0")
            try await plane.rollBackProject(id, "shop", to: "1.0", by: "ann")
            try await eventually("the first version runs") {
                await cluster.nodes[0].containers.values.map(\.image) == ["nginx:1", "nginx:1"]
            }
            let project = try await cluster.project("shop")
            #expect(project.version == "1.0")
            #expect(project.template == Templates.web(scale: 2))
            let versions = try await plane.versions(id, "shop")
            #expect(versions.map(\.version) == ["1.0", "3.0", "2.0", "1.0"])
            #expect(versions[0].cause == "rollback")
            #expect(versions[0].user == "ann")
            for container in await cluster.nodes[0].containers.values {
                #expect(container.labels[ContainerLabels.configHash] == project.services?.first?.hash)
            }
            // Without a version: the one that ran before.
            try await plane.rollBackProject(id, "shop", to: nil)
            #expect(try await cluster.project("shop").version == "3.0")
        }
    }

    @Test func aRollbackToNothingIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await cluster.deploy("shop", Templates.web(scale: 1))
            let none = await expectError(.notFound) { try await plane.rollBackProject(id, "shop", to: nil) }
            #expect(none.contains("there is no earlier version"))
            let unknown = await expectError(.notFound) { try await plane.rollBackProject(id, "shop", to: "9") }
            #expect(unknown.contains("version 9 is not kept"))
            await expectError(.conflict) { try await plane.rollBackProject(id, "shop", to: "1.0") }
        }
    }

    @Test func theOldestVersionsAreForgottenAndNamesAreNotGivenTwice() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            for number in 1...20 {
                try await cluster.update("shop", Templates.web(scale: 1, image: "nginx:a\(number)"))
            }
            var versions = try await cluster.plane.versions(cluster.id, "shop").map(\.version)
            #expect(versions == (1...20).reversed().map { "1.\($0)" })
            try await cluster.plane.rollBackProject(cluster.id, "shop", to: "1.15")
            try await cluster.update("shop", Templates.web(scale: 1, image: "nginx:b"))
            #expect(try await cluster.project("shop").version == "1.21")
            versions = try await cluster.plane.versions(cluster.id, "shop").map(\.version)
            #expect(versions.count == 20)
        }
    }

    @Test func versionsGoWithTheirApplication() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: false)
            try await cluster.waitForEvent("application.removed", project: "shop")
            let keys = try await cluster.store.list(prefix: "/cluster/\(cluster.id)/versions/").entries
            #expect(keys.isEmpty)
        }
    }
}
