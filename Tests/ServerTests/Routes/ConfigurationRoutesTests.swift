//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import AgentProtocol
import FoundationEssentials
import NIOHTTP1
import PKI
import Testing

@testable import Server

@Suite struct ConfigurationRoutesTests {
    @Test func theCallsOfConfigurations() async throws {
        try await GantryFixture.with { gantry in
            let headers = try await gantry.logIn()
            func call(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> TestAnswer {
                try await gantry.call(method, "/clusters/test" + path, body: body, headers: headers)
            }
            _ = try await gantry.call(.POST, "/clusters", body: #"{"name":"test"}"#, headers: headers)
            // Without a node, none can be made.
            let early = try await call(.POST, "/configurations", #"{"name":"shop"}"#)
            #expect(early.status == 409)
            #expect(try await call(.GET, "/configurations").body == "[]")
            #expect(try await call(.GET, "/configurations/shop").status == 404)
            #expect(try await call(.GET, "/configurations/shop?version=x").status == 400)
            #expect(try await call(.GET, "/configurations/shop/versions").status == 404)
            #expect(try await call(.PUT, "/configurations/shop", #"{"variables":{}}"#).status == 400)
            #expect(try await call(.PUT, "/configurations/shop", #"{"version":1}"#).status == 404)
            #expect(try await call(.DELETE, "/configurations/shop?force=maybe").status == 400)
            #expect(try await call(.DELETE, "/configurations/shop").status == 404)

            try await join(gantry, headers)
            let item = #"{"name":"shop","description":"d","variables":{"size":"2"}}"#
            let made = try await call(.POST, "/configurations/", item)
            #expect(made.status == 201)
            #expect(try made.decode(ConfigurationObject.self).user == "admin")
            #expect(try await call(.POST, "/configurations", item).status == 409)
            #expect(try await call(.POST, "/configurations", #"{"name":"a/b"}"#).status == 400)
            let change = #"{"version":1,"variables":{"size":"3"}}"#
            let changed = try await call(.PUT, "/configurations/shop", change).decode(ConfigurationObject.self)
            #expect(changed.version == 2 && changed.variables == ["size": "3"] && changed.description == "d")
            #expect(try await call(.PUT, "/configurations/shop", change).status == 409)
            let first = try await call(.GET, "/configurations/shop?version=1").decode(ConfigurationObject.self)
            #expect(first.variables == ["size": "2"])
            let versions = try await call(.GET, "/configurations/shop/versions")
            #expect(try versions.decode([ConfigurationVersionObject].self).map(\.changes) == [["size"], ["size"]])
            let list = try await call(.GET, "/configurations?q=sh").decode([ConfigurationObject].self)
            #expect(list.map(\.variableCount) == [1])

            let template =
                #"{"name":"web","template":"web:\n  image: a\n  mem_limit: ${size}g\n","configurations":["shop"]}"#
            #expect(try await call(.POST, "/projects", template).status == 201)
            let used = try await call(.DELETE, "/configurations/shop")
            #expect(used.status == 409 && used.body.contains("web in cluster test"))
            #expect(try await call(.DELETE, "/configurations/shop?force=1").status == 200)
            #expect(try await call(.POST, "/projects/web/redeploy").status == 400)
        }
    }

    private func join(_ gantry: GantryFixture, _ headers: [(String, String)]) async throws {
        let command = try await gantry.call(.GET, "/clusters/test/join-command", headers: headers)
            .decode(JoinCommand.self)
        let request = JoinRequest(
            name: "n1",
            address: "10.0.0.1",
            zone: "",
            labels: [:],
            engineID: "engine",
            certificateSigningRequest: try SigningRequest(commonName: "n1").csrPEM
        )
        let body = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        let joined = try await gantry.call(.POST, "/token/\(command.token)/nodes", body: body)
        #expect(joined.status < 300, "\(joined.body)")
    }
}
