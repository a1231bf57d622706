//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import Model
import Testing

/// What a container needs before it starts: files, volumes, and services that have none.
@Suite struct ProvisionTests {
    @Test func secretsAndConfigsAreThereBeforeTheStart() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let template = """
                services:
                  web:
                    image: nginx:1
                    env_file: web.env
                    secrets: [key]
                    configs: [app]
                secrets: {key: {file: ./key.txt}}
                configs: {app: {content: hello}}
                """
            var request = ProjectRequest(name: "shop", template: template)
            let refused = request
            let message = await expectError(.invalid) {
                _ = try await cluster.plane.createProject(cluster.id, refused)
            }
            #expect(message.hasPrefix("template: refused for 2 problems"))
            request.files = ["web.env": "A=1\n", "./key.txt": "hunter2"]
            _ = try await cluster.plane.createProject(cluster.id, request)
            try await cluster.waitForState("running", of: "shop")
            let archive = try #require(await cluster.nodes[0].archives["shop_web_1 /"])
            let text = String(decoding: archive, as: UTF8.self)
            #expect(text.contains("run/secrets/key") && text.contains("hunter2"))
            #expect(text.contains("app") && text.contains("hello"))
            #expect(await cluster.nodes[0].configurations["shop_web_1"]?["Env"] == ["A=1"])
        }
    }

    @Test func anUpdateMayKeepFilesOfTheRunningVersion() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let plane = await cluster.plane
            let template = """
                web:
                  image: nginx:$TAG
                  env_file: [a.env, b.env]
                """
            var request = ProjectRequest(name: "shop", template: template)
            request.environment = ["TAG": "1"]
            request.files = ["a.env": "A=1\n", "b.env": "B=1\n"]
            _ = try await plane.createProject(cluster.id, request)
            try await cluster.waitForState("running", of: "shop")

            var asked = TemplateFilesRequest(
                template: "web: {image: nginx, env_file: [a.env, {path: '$DIR/c.env', required: false}]}"
            )
            asked.environment = ["DIR": "./settings"]
            asked.project = "shop"
            #expect(
                try await plane.files(cluster.id, of: asked) == [
                    TemplateFileObject(path: "a.env", line: 1, isRequired: true, isStored: true),
                    TemplateFileObject(path: "./settings/c.env", line: 1, isRequired: false, isStored: false),
                ]
            )

            var update = request
            update.environment = ["TAG": "2"]
            update.files = ["b.env": "B=2\n"]
            update.keptFiles = ["a.env", "gone.env"]
            let wrong = update
            let message = await expectError(.invalid) {
                _ = try await plane.updateProject(cluster.id, "shop", wrong)
            }
            #expect(message.hasPrefix("kept_files: there is no file 'gone.env' in what runs"))
            update.keptFiles = ["a.env"]
            _ = try await plane.plan(cluster.id, update)
            _ = try await plane.updateProject(cluster.id, "shop", update)
            try await eventually("the container of the new version is there") {
                await cluster.nodes[0].configurations["shop_web_1"]?["Image"] == "nginx:2"
            }
            #expect(await cluster.nodes[0].configurations["shop_web_1"]?["Env"] == ["A=1", "B=2"])
        }
    }

    @Test func volumesAreMadeWithTheirDriver() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let template = """
                services:
                  web: {image: "nginx:1", volumes: ["nfs:/nfs", "plain:/plain", "there:/there"]}
                volumes:
                  nfs: {driver_opts: {type: nfs}, labels: {a: b}}
                  plain:
                  there: {external: true}
                """
            try await cluster.deploy("shop", template)
            try await eventually("it waits for the volume") {
                try await cluster.waiting("shop").values.contains { $0.contains("volume there: is external") }
            }
            #expect(await cluster.names().isEmpty)
            await cluster.nodes[0].addVolume("there")
            try await cluster.waitForState("running", of: "shop", inTime: true)
            let volumes = await cluster.nodes[0].volumes
            #expect(volumes.keys.sorted() == ["shop_nfs", "there"])
            #expect(
                volumes["shop_nfs"] == [
                    "Name": "shop_nfs", "Driver": "local", "DriverOpts": ["type": "nfs"], "Labels": ["a": "b"],
                ]
            )
        }
    }

    private static let database = """
        db:
          image: mysql:1
          volumes: [/logs, 'named:/named', '/srv/there:/there']
          environment: [A=%]

        """

    @Test func volumesWithoutANameGoOnWithThePlace() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.declareVolumes(["/data/", "/named", "/there"], of: "mysql:1")
            try await cluster.deploy("shop", Self.database.replacing("%", with: "1"))
            try await cluster.waitForState("running", of: "shop")
            let mounts = try #require(await node.configurations["shop_db_1"]?["HostConfig"]?["Mounts"])
            #expect(mounts.paths == ["/data", "/logs"])
            let first = await node.volumes.keys.sorted()
            try await cluster.update("shop", Self.database.replacing("%", with: "2"))
            try await eventually("it is another container") {
                await node.configurations["shop_db_1"]?["Env"] == ["A=2"]
            }
            try await cluster.waitForState("running", of: "shop")
            #expect(await node.configurations["shop_db_1"]?["HostConfig"]?["Mounts"] == mounts)
            #expect(await node.volumes.keys.sorted() == first)
        }
    }

    @Test(arguments: [false, true])
    func volumesOfAPlaceGoWithTheApplicationIfAskedTo(volumes: Bool) async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.declareVolumes(["/data"], of: "mysql:1")
            try await cluster.deploy("other", Self.database.replacing("%", with: "1"))
            try await cluster.deploy("shop", Self.database.replacing("%", with: "1"))
            try await cluster.waitForState("running", of: "other")
            try await cluster.waitForState("running", of: "shop")
            #expect(await node.volumes.keys.filter { $0.hasPrefix("shop_db_1.") }.count == 2)
            try await cluster.plane.deleteProject(cluster.id, "shop", force: false, volumes: volumes)
            try await eventually("it is gone") { await cluster.names() == ["other_db_1"] }
            try await eventually("its volumes are as asked for") {
                await node.volumes.keys.filter { $0.hasPrefix("shop_db_1.") }.count == (volumes ? 0 : 2)
            }
            #expect(await node.volumes.keys.filter { $0.hasPrefix("other_db_1.") }.count == 2)
        }
    }

    @Test func whatHasVolumesOfItsPlaceStaysThere() async throws {
        try await TestCluster.with(nodes: 2) { cluster in
            for node in cluster.nodes { await node.declareVolumes(["/data"], of: "mysql:1") }
            try await cluster.deploy("shop", "db:\n  image: mysql:1\n")
            try await cluster.waitForState("running", of: "shop")
            let message = await expectError(.conflict) {
                _ = try await cluster.plane.rescheduleService(cluster.id, "shop_db", force: false)
            }
            #expect(message.hasPrefix("service shop_db: has volumes on its nodes"))
        }
    }

    @Test func aServiceElsewhereHasNoContainers() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.deploy(
                "shop",
                "web: {image: 'nginx:1', links: ['db:mysql']}\ndb: {external: {host: 10.0.0.5, ports: [3306]}}\n"
            )
            try await cluster.waitForState("running", of: "shop")
            #expect(await cluster.names() == ["shop_web_1"])
            let message = await expectError(.invalid) {
                try await cluster.plane.scaleService(cluster.id, "shop_db", to: 1)
            }
            #expect(message.contains("external"))
        }
    }

    @Test func theNodeLooksUpWhereAServiceElsewhereIs() async throws {
        let template = "web: {image: 'nginx:1', links: ['db:mysql']}\ndb: {external: {host: db.example.com}}\n"
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            await node.change { $0.addresses = ["db.example.com": "192.0.2.7"] }
            try await cluster.deploy("shop", template)
            try await cluster.waitForState("running", of: "shop")
            let host = await node.configurations["shop_web_1"]?["HostConfig"]
            #expect(host?["ExtraHosts"] == ["db:192.0.2.7", "mysql:192.0.2.7"])
        }
    }

    @Test(arguments: [false, true])
    func withoutItsAddressTheContainerIsMadeAllTheSame(isRefused: Bool) async throws {
        let template = "web: {image: 'nginx:1'}\ndb: {external: {host: db.example.com}}\n"
        try await TestCluster.with(nodes: 1) { cluster in
            let node = cluster.nodes[0]
            if isRefused { await node.fail("POST /agent/v1/resolution", .refuse(404, "not served here")) }
            try await cluster.deploy("shop", template)
            let event = try await cluster.waitForEvent("external.unresolved", project: "shop")
            #expect(event.message.contains("shop_web_1") && event.message.contains("db.example.com"))
            try await cluster.waitForState("running", of: "shop")
            #expect(await node.configurations["shop_web_1"]?["HostConfig"]?["ExtraHosts"] == [])
        }
    }
}

extension JSONValue {
    /// The paths of mounts.
    fileprivate var paths: [String] {
        guard case .array(let mounts) = self else { return [] }
        return mounts.compactMap { mount in
            guard case .string(let path)? = mount["Target"] else { return nil }
            return path
        }
    }
}
