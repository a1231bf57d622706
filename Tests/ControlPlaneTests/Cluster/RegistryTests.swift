//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import ControlPlane
import FoundationEssentials
import Model
import Store
import Testing

@Suite struct RegistryTests {
    private static let image = "registry.test:5000/team/app:1"

    @Test func aLoginGoesToItsRegistryAlone() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.plane.loginRegistry(
                cluster.id,
                RegistryLogin(domain: "registry.test:5000", user: "deploy", password: "pa>ss?word~")
            )
            #expect(try await cluster.plane.registries(cluster.id) == ["registry.test:5000 (deploy)"])
            try await cluster.deploy("own", Templates.web(scale: 1, image: Self.image))
            try await cluster.deploy("public", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "own")
            try await cluster.waitForState("running", of: "public")
            let logins = await cluster.nodes[0].logins
            let header = try #require(logins["registry.test:5000/team/app"] ?? nil)
            let standard = String(header.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
            let login = try JSONDecoder().decode(JSONValue.self, from: #require(Data(base64Encoded: standard)))
            let expected: JSONValue = [
                "username": "deploy", "password": "pa>ss?word~", "serveraddress": "registry.test:5000",
            ]
            #expect(login == expected)
            #expect(logins["nginx"] == .some(.some(nil)), "no login for another registry")
        }
    }

    @Test func thePasswordIsNotKeptInTheClear() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.plane.loginRegistry(
                cluster.id,
                RegistryLogin(domain: "registry.test", user: "deploy", password: "very-secret")
            )
            for entry in try await cluster.store.list(prefix: "").entries {
                #expect(!String(decoding: entry.value, as: UTF8.self).contains("very-secret"))
            }
            try await cluster.plane.logoutRegistry(cluster.id, domain: "registry.test")
            await expectError(.notFound) {
                try await cluster.plane.logoutRegistry(cluster.id, domain: "registry.test")
            }
        }
    }

    @Test func theImageMapChoosesTheRegistry() async throws {
        try await TestCluster.with(nodes: 1) { cluster in
            try await cluster.plane.setImageMap(cluster.id, ["nginx": "mirror.test/library/nginx"])
            try await cluster.deploy("shop", Templates.web(scale: 1))
            try await cluster.waitForState("running", of: "shop")
            #expect(await cluster.nodes[0].containers.values.first?.image == "mirror.test/library/nginx:1")
            #expect(try await cluster.project("shop").services?.first?.definition.image == "nginx:1")
        }
    }
}
