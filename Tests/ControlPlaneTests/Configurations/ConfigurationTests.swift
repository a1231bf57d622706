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

@Suite struct ConfigurationTests {
    private func create(
        _ cluster: TestCluster,
        _ name: String,
        _ variables: [String: String] = [:]
    ) async throws -> ConfigurationObject {
        var request = ConfigurationRequest(name: name)
        request.variables = variables
        return try await cluster.plane.createConfiguration(cluster.id, request, by: "ann")
    }

    private func set(
        _ cluster: TestCluster,
        _ name: String,
        _ variables: [String: String],
        version: Int
    ) async throws -> ConfigurationObject {
        var change = ConfigurationChange(version: version)
        change.variables = variables
        return try await cluster.plane.changeConfiguration(cluster.id, name, change, by: "bob")
    }

    @Test func anItemIsKeptWithItsVersions() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            let made = try await create(cluster, "shop", ["size": "2", "tag": "1"])
            #expect(made.version == 1 && made.user == "ann" && made.region == "local" && made.users.isEmpty)
            let changed = try await set(cluster, "shop", ["size": "3", "mode": "x"], version: 1)
            #expect(changed.version == 2 && changed.user == "bob" && changed.created == made.created)
            #expect(try await plane.configuration(id, "shop", version: nil) == changed)
            #expect(try await plane.configuration(id, "shop", version: 1).variables == ["size": "2", "tag": "1"])
            let versions = try await plane.configurationVersions(id, "shop")
            #expect(versions.map(\.version) == [2, 1])
            #expect(versions.map(\.user) == ["bob", "ann"])
            #expect(versions.map(\.changes) == [["mode", "size", "tag"], ["size", "tag"]])
            #expect(versions.map(\.isCurrent) == [true, false])
            for version in [0, 3, -1] {
                await expectError(.notFound) { _ = try await plane.configuration(id, "shop", version: version) }
            }
            let all = try await plane.configurations(id, nameContains: "HO")
            #expect(all.map(\.name) == ["shop"])
            #expect(all[0].variables == nil && all[0].variableCount == 2)
            #expect(try await plane.configurations(id, nameContains: "x").isEmpty)
        }
    }

    @Test func itOutlivesTheServer() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let made = try await create(cluster, "shop", ["size": "2"])
            await cluster.stopServer()
            try await cluster.startServer()
            #expect(try await cluster.plane.configuration(cluster.id, "shop", version: nil) == made)
        }
    }

    @Test func aChangeOfAnEarlierVersionIsRefused() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            _ = try await create(cluster, "shop", ["size": "2"])
            _ = try await set(cluster, "shop", ["size": "3"], version: 1)
            let message = await expectError(.conflict) {
                _ = try await set(cluster, "shop", ["size": "4"], version: 1)
            }
            #expect(message.hasPrefix("configuration shop: is at version 2, the change was made to version 1;"))
            #expect(try await cluster.plane.configuration(cluster.id, "shop", version: nil).variables == ["size": "3"])
        }
    }

    @Test func ofChangesAtTheSameTimeOneIsMade() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            _ = try await create(cluster, "shop")
            let (plane, id) = (await cluster.plane, cluster.id)
            let made = await withTaskGroup(of: Bool.self) { group in
                for number in 1...8 {
                    group.addTask {
                        var change = ConfigurationChange(version: 1)
                        change.variables = ["size": "\(number)"]
                        return (try? await plane.changeConfiguration(id, "shop", change)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 1)
            #expect(try await plane.configuration(id, "shop", version: nil).version == 2)
        }
    }

    @Test func theSameAgainIsNoVersion() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let made = try await create(cluster, "shop", ["size": "2"])
            #expect(try await set(cluster, "shop", ["size": "2"], version: 1) == made)
        }
    }

    @Test func theOldestVersionsAreForgotten() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            _ = try await create(cluster, "shop")
            for version in 1...24 { _ = try await set(cluster, "shop", ["size": "\(version)"], version: version) }
            let versions = try await cluster.plane.configurationVersions(cluster.id, "shop")
            #expect(versions.map(\.version) == (6...25).reversed())
            // What the oldest one changed is not known any more.
            #expect(versions.last?.changes == [])
        }
    }

    @Test func badOnesAreRefusedAndChangeNothing() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            await expectError(.invalid) { _ = try await create(cluster, "a/b") }
            await expectError(.invalid) { _ = try await create(cluster, "shop", ["a-b": ""]) }
            _ = try await create(cluster, "shop")
            let twice = await expectError(.conflict) { _ = try await create(cluster, "shop") }
            #expect(twice.hasPrefix("configuration shop: is there already"))
            await expectError(.invalid) { _ = try await set(cluster, "shop", ["1": ""], version: 1) }
            let missing = await expectError(.notFound) { _ = try await set(cluster, "other", [:], version: 1) }
            #expect(missing.contains("there is no configuration 'other' in region local"))
            for name in ["", "../clusters", String(repeating: "x", count: 5_000)] {
                await expectError(.notFound) {
                    _ = try await cluster.plane.configuration(cluster.id, name, version: nil)
                }
            }
            #expect(try await cluster.plane.configurations(cluster.id, nameContains: nil).map(\.version) == [1])
        }
    }

    @Test func aRegionHasFiftyAtMost() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            for number in 1...50 { _ = try await create(cluster, "item\(number)") }
            let message = await expectError(.conflict) { _ = try await create(cluster, "item51") }
            #expect(message.contains("region local has 50 already"))
            try await cluster.plane.deleteConfiguration(cluster.id, "item7", force: false)
            _ = try await create(cluster, "item51")
        }
    }

    @Test func theClustersOfARegionShareThemAndOthersDoNot() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let plane = await cluster.plane
            _ = try await create(cluster, "shop")
            _ = try await plane.createCluster(ClusterRequest(name: "beside"))
            var far = ClusterRequest(name: "far")
            far.regionID = "cn-beijing"
            _ = try await plane.createCluster(far)
            #expect(try await plane.configurations("beside", nameContains: nil).map(\.name) == ["shop"])
            #expect(try await plane.configurations("far", nameContains: nil).isEmpty)
            let empty = await expectError(.conflict) {
                _ = try await plane.createConfiguration("far", ConfigurationRequest(name: "shop"))
            }
            #expect(empty.contains("no cluster of region cn-beijing has a node"))
            far.name = "nowhere"
            far.regionID = "a/b"
            let wrong = far
            await expectError(.invalid) { _ = try await plane.createCluster(wrong) }
        }
    }

    @Test func whatIsUsedIsRemovedByForceAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            _ = try await create(cluster, "shop", ["size": "1"])
            var request = ProjectRequest(name: "web", template: ConfiguredTemplates.scaled)
            request.configurations = ["shop"]
            _ = try await plane.createProject(id, request)
            let message = await expectError(.conflict) {
                try await plane.deleteConfiguration(id, "shop", force: false)
            }
            #expect(message.hasPrefix("configuration shop: is used by web in cluster test;"))
            try await plane.deleteConfiguration(id, "shop", force: true)
            #expect(try await plane.configurations(id, nameContains: nil).isEmpty)
            let left = try await cluster.store.list(prefix: "/configuration").entries
            #expect(left.isEmpty)
            // The application goes on; only a redeploy needs what is gone.
            try await cluster.waitForState("running", of: "web")
            let redeploy = await expectError(.invalid) { try await plane.redeployProject(id, "web") }
            #expect(redeploy.contains("configuration shop: there is none of this name in region local"))
            try await plane.deleteProject(id, "web", force: false, volumes: false)
        }
    }
}
