//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import FoundationEssentials
import Model
import NIOHTTP1
import PKI
import Store
import Testing

@testable import Server

@Suite struct GantryServerTests {
    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "gantry-" + UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test func theFirstStartMakesAnAdministratorAndTheNextOneKeepsIt() async throws {
        let store = InMemoryStore()
        try await withDirectory { path in
            try await GantryFixture.with(store: store, directory: path) { gantry in
                let headers = try await gantry.logIn()
                let me = try await gantry.call(.GET, "/whoami", headers: headers)
                #expect(me.body == #"{"is_administrator":true,"role":"administrator","user":"admin"}"#)
                #expect(try await gantry.call(.POST, "/logout", headers: headers).status == 200)
                #expect(try await gantry.call(.GET, "/whoami", headers: headers).status == 401)
            }
            try await GantryFixture.with(store: store, directory: path) { gantry in #expect(gantry.told.isEmpty) }
            // The state without its keys is of no use, and is not quietly given new ones.
            try FileManager.default.removeItem(atPath: path + "/secret.key")
            await #expect(throws: ServerError.self) {
                try await GantryFixture.with(store: store, directory: path) { _ in }
            }
        }
    }

    @Test func thePasswordGoesToAFileWhenOneIsNamed() async throws {
        try await withDirectory { path in
            try await GantryFixture.with(directory: path, change: { $0.passwordFile = path + "/password" }) { gantry in
                #expect(gantry.told.isEmpty)
                let text = String(
                    decoding: try #require(FileManager.default.contents(atPath: path + "/password")),
                    as: UTF8.self
                )
                let body = #"{"user":"admin","password":"\#(text.prefix { $0 != "\n" })"}"#
                #expect(try await gantry.call(.POST, "/login", body: body).status == 200)
            }
        }
    }

    @Test func whatEveryoneMaySee() async throws {
        try await GantryFixture.with { gantry in
            #expect(try await gantry.call(.GET, "/").body.contains("<h1 class=\"h3 mb-1\">Gantry"))
            #expect(try await gantry.call(.GET, "/healthz").body == #"{"status":"ok"}"#)
            #expect(try await gantry.call(.GET, "/version").body.contains(GantryVersion.current))
            let authority = try await gantry.call(.GET, "/ca.pem").body
            #expect(
                FileManager.default.contents(atPath: gantry.options.dataDirectory + "/ca.pem") == Data(authority.utf8)
            )
        }
    }

    @Test func clustersAreMadeAndFound() async throws {
        try await GantryFixture.with { gantry in
            let headers = try await gantry.logIn()
            let body = #"{"name":"one","size":0,"network_mode":"vpc","subnet_cidr":"172.28.1.0/24"}"#
            let made = try await gantry.call(.POST, "/clusters", body: body, headers: headers)
            #expect(made.status == 202)
            let created = try made.decode(ClusterCreated.self)
            #expect(created.requestID == made.headers.first(name: "X-Request-Id"))
            #expect(created.taskID.hasPrefix("T-") && created.taskID.count == 26)
            let list = try await gantry.call(.GET, "/clusters/?name=on", headers: headers)
            #expect(try list.decode([ClusterObject].self).map(\.clusterID) == [created.clusterID])
            #expect(try await gantry.call(.POST, "/clusters", body: body, headers: headers).status == 409)
            #expect(try await gantry.call(.GET, "/clusters/two", headers: headers).status == 404)
            let events = try await gantry.call(.GET, "/clusters/one/events", headers: headers)
            #expect(events.status == 200)
            #expect(events.headers.first(name: "Content-Type") == "application/x-ndjson")
            #expect(try await gantry.call(.GET, "/clusters/two/events", headers: headers).status == 404)
        }
    }

    @Test func aMachineJoinsWithTheScriptsValues() async throws {
        try await GantryFixture.with { gantry in
            let headers = try await gantry.logIn()
            _ = try await gantry.call(.POST, "/clusters", body: #"{"name":"one"}"#, headers: headers)
            let command = try await gantry.call(.GET, "/clusters/one/join-command", headers: headers)
                .decode(JoinCommand.self)
            #expect(command.command.hasPrefix("curl -fsSk --pinnedpubkey 'sha256//"))
            #expect(command.command.hasSuffix("/join/\(command.token) | sh"))
            let authority = try await gantry.call(.GET, "/ca.pem").body
            #expect(try TrustAnchor(certificatePEM: authority).fingerprint == command.fingerprint)

            let script = try await gantry.call(.GET, "/join/\(command.token)").body
            #expect(script.contains("token='\(command.token)'"))
            let program = try await gantry.call(.GET, "/join/\(command.token)/agent")
            #expect(program.status == 200)
            let digest = try await AgentBinary(path: gantry.options.agentBinary).digest()
            #expect(script.contains("digest='\(digest)'"))

            let refused = try await gantry.call(.POST, "/token/\(command.token)/nodes", body: "{}")
            #expect(refused.status == 400)
            #expect(try refused.decode(APIErrorBody.self).message.contains("'name'"))
            #expect(try await gantry.call(.GET, "/token/\(command.token)/nodes/x").body == #"{"connected":false}"#)
        }
    }
}
