//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

enum ConfiguredTemplates {
    static let scaled = "web:\n  image: nginx:${tag:-1}\n  labels:\n    aliyun.scale: $size\n"
}

/// Applications that take values from configuration items.
@Suite struct ConfiguredApplicationTests {
    private func create(_ cluster: TestCluster, _ name: String, _ variables: [String: String]) async throws {
        var request = ConfigurationRequest(name: name)
        request.variables = variables
        _ = try await cluster.plane.createConfiguration(cluster.id, request)
    }

    private func set(_ cluster: TestCluster, _ name: String, _ variables: [String: String]) async throws {
        let item = try await cluster.plane.configuration(cluster.id, name, version: nil)
        var change = ConfigurationChange(version: item.version)
        change.variables = variables
        _ = try await cluster.plane.changeConfiguration(cluster.id, name, change)
    }

    private func request(_ configurations: [String], _ environment: [String: String] = [:]) -> ProjectRequest {
        var request = ProjectRequest(name: "web", template: ConfiguredTemplates.scaled)
        request.configurations = configurations
        request.environment = environment
        return request
    }

    private func scale(_ cluster: TestCluster) async throws -> Int? {
        try await cluster.project("web").services?.first?.extensions.scale
    }

    private func images(_ cluster: TestCluster) async -> [String] {
        await cluster.nodes[0].containers.values.map(\.image).sorted()
    }

    @Test func valuesComeFromItemsInOrderAndTheRequestHasTheLastWord() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await create(cluster, "base", ["size": "2", "tag": "base"])
            try await create(cluster, "own", ["tag": "own"])
            _ = try await cluster.plane.createProject(cluster.id, request(["base", "own"]))
            try await eventually("both run") { await images(cluster) == ["nginx:own", "nginx:own"] }
            let project = try await cluster.project("web")
            #expect(
                project.configurations == [
                    ConfigurationUse(name: "base", version: 1), ConfigurationUse(name: "own", version: 1),
                ]
            )
            _ = try await cluster.plane.updateProject(cluster.id, "web", request(["own", "base"], ["size": "1"]))
            try await eventually("one runs") { await images(cluster) == ["nginx:base"] }
        }
    }

    @Test func whatIsMissingIsRefusedByName() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["tag": "1"])
            let unknown = await expectError(.invalid) { _ = try await plane.createProject(id, request(["other"])) }
            #expect(unknown.contains("configuration other: there is none of this name in region local"))
            #expect(unknown.hasSuffix("or take one of [shop]"))
            await expectError(.invalid) { _ = try await plane.createProject(id, request(["shop", "shop"])) }
            await expectError(.invalid) { _ = try await plane.plan(id, request(["other"])) }
            do {
                var request = request(["shop"])
                request.file = "web.yml"
                _ = try await plane.createProject(id, request)
                Issue.record("a variable without a value was taken")
            } catch let error as ControlPlaneError {
                let problem = try #require(error.problems.first)
                #expect(problem.line == 4 && problem.file == "web.yml")
                #expect(problem.message == "the variable size has no value")
                #expect(problem.remedy.contains("in a configuration (--config)"))
            }
            #expect(try await plane.projects(id, nameContains: "web", services: false, containers: false).isEmpty)
        }
    }

    @Test func anEditWaitsForTheRedeploy() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "2"])
            _ = try await plane.createProject(id, request(["shop"]))
            try await cluster.waitForState("running", of: "web")
            try await set(cluster, "shop", ["size": "3", "tag": "2"])
            #expect(
                try await plane.configuration(id, "shop", version: nil).users == [
                    .init(cluster: "test", project: "web", version: 1)
                ]
            )
            let event = try await cluster.waitForEvent("configuration.changed", project: "web")
            #expect(
                event.message == "configuration shop is at version 2; web runs with version 1 until it is redeployed"
            )
            #expect(try await scale(cluster) == 2)

            try await plane.redeployProject(id, "web", by: "ann")
            try await eventually("three of the new image") {
                await images(cluster) == ["nginx:2", "nginx:2", "nginx:2"]
            }
            #expect(try await plane.configuration(id, "shop", version: nil).users.map(\.version) == [2])
            let versions = try await plane.versions(id, "web")
            #expect(versions.map(\.version) == ["1.1", "1.0"])
            #expect(versions.map(\.cause) == ["redeploy", "deploy"])
            #expect(versions.map { $0.configurations.map(\.version) } == [[2], [1]])
            #expect(versions[0].user == "ann")

            // Nothing is new: no version, and nothing is made anew.
            try await cluster.waitForState("running", of: "web")
            let made = cluster.journal.count(of: "POST /containers/create")
            try await plane.redeployProject(id, "web")
            try await cluster.poke()
            #expect(try await cluster.project("web").version == "1.1")
            #expect(cluster.journal.count(of: "POST /containers/create") == made)
        }
    }

    @Test func aRollbackBringsTheValuesBack() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "1"])
            _ = try await plane.createProject(id, request(["shop"]))
            try await set(cluster, "shop", ["size": "1", "tag": "bad"])
            try await plane.redeployProject(id, "web")
            try await eventually("the new one") { await images(cluster) == ["nginx:bad"] }
            try await plane.rollBackProject(id, "web", to: nil)
            try await eventually("the old one") { await images(cluster) == ["nginx:1"] }
            #expect(try await cluster.project("web").configurations == [ConfigurationUse(name: "shop", version: 1)])
        }
    }

    @Test func aRedeployThatCannotBeChangesNothing() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "1"])
            _ = try await plane.createProject(id, request(["shop"]))
            for (variables, message) in [
                (["tag": "2"], "the variable size has no value"), (["size": "many"], "\"many\""),
            ] {
                try await set(cluster, "shop", variables)
                do {
                    try await plane.redeployProject(id, "web")
                    Issue.record("\(variables) were taken")
                } catch let error as ControlPlaneError {
                    #expect(error.code == .invalid)
                    #expect(error.problems.first?.description.contains(message) == true, "\(error.problems)")
                }
            }
            let project = try await cluster.project("web")
            #expect(project.version == "1.0" && project.configurations?.first?.version == 1)
        }
    }

    @Test func aRedeployKeepsTheUsersScaleAndTheWayOfUpdating() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "2"])
            var first = request(["shop"])
            first.updateMethod = "rolling"
            _ = try await plane.createProject(id, first)
            try await cluster.waitForState("running", of: "web")
            try await plane.scaleService(id, "web_web", to: 3)
            try await cluster.waitForRunning(["web_web_1", "web_web_2", "web_web_3"])
            await cluster.nodes[0].fail("POST /images/create", .refuse(404, "manifest unknown"), isLasting: true)
            try await set(cluster, "shop", ["size": "2", "tag": "2"])
            try await plane.redeployProject(id, "web")
            #expect(try await scale(cluster) == 3)
            // One after another: the others wait for the one whose image can't be had.
            try await eventually("the first one is waited for") {
                try await cluster.waiting("web").values.contains { $0.hasPrefix("is updated after") }
            }
            #expect(await images(cluster) == ["nginx:1", "nginx:1", "nginx:1"])
            await cluster.nodes[0].mend()
            try await set(cluster, "shop", ["size": "1", "tag": "2"])
            try await plane.redeployProject(id, "web")
            #expect(try await scale(cluster) == 1)
        }
    }

    @Test func aDeployOfTheSameWithNewValuesIsAnUpdate() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "1"])
            _ = try await plane.createProject(id, request(["shop"]))
            _ = try await plane.updateProject(id, "web", request(["shop"]))
            #expect(try await cluster.project("web").version == "1.0")
            try await set(cluster, "shop", ["size": "2"])
            let plan = try await plane.plan(id, request(["shop"]))
            #expect(plan.changes.contains { $0.container == "web_web_2" && $0.action == "create" })
            _ = try await plane.updateProject(id, "web", request(["shop"]))
            #expect(try await cluster.project("web").version == "1.1")
            #expect(try await scale(cluster) == 2)
            // A deploy says all: without the item, its values are gone, too.
            await expectError(.invalid) { _ = try await plane.updateProject(id, "web", request([])) }
            _ = try await plane.updateProject(id, "web", request([], ["size": "1"]))
            #expect(try await cluster.project("web").configurations == nil)
        }
    }

    @Test func duringAReleaseBothVersionsAreUsers() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let (plane, id) = (await cluster.plane, cluster.id)
            try await create(cluster, "shop", ["size": "1"])
            _ = try await plane.createProject(id, request(["shop"]))
            var green = ProjectRequest(name: nil, template: "green:\n  image: nginx:2\n")
            green.updateMethod = "blue-green"
            _ = try await plane.updateProject(id, "web", green)
            #expect(try await plane.configuration(id, "shop", version: nil).users.map(\.project) == ["web"])
            await expectError(.conflict) { try await plane.redeployProject(id, "web") }
        }
    }
}
