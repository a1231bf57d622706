//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Names of what is not in the application: of routes, of other applications and of machines elsewhere.
@Suite(.needsCluster, .sharesCluster)
struct NameTests {
    @Test func localNamesLeadToTheRoutes() async throws {
        let name = "names-rest.local"
        let template =
            try Templates.reference("internal-routing", ["restserver.local": name])
            + Templates.idle("client", scale: 3, keys: "restart: always\nexternal_links: ['\(name)']")
            + Templates.idle("stranger")
        try await TestApplication.deployed("names-local", template) { application in
            let containers = try await application.runs(with: 7)
            let servers = Set(containers.filter { $0.service == "restserver" }.map(\.plainName))
            let routing = try await Gantry.containers(of: "acsrouting").map(\.ip)
            for client in containers.filter({ $0.service == "client" }) {
                try await NameLookup.wait(for: name, from: client, toBe: routing)
                try await eventually("\(name) answers \(client.plainName)") {
                    try await self.page("http://\(name)/", from: client)
                } until: { page in
                    servers.contains { page.contains("Container: \($0)<") }
                }
            }
            let stranger = try #require(containers.first { $0.service == "stranger" })
            try await NameLookup.wait(for: name, from: stranger, toBe: [])
        }
    }

    @Test func aliasesLeadToEachContainerWithAHostName() async throws {
        let proxy = Templates.idle("front", scale: 2, keys: "restart: always\nhostname: names-proxy")
        let client = Templates.idle(
            "client",
            keys: "restart: always\nexternal_links: ['names-proxy:appone.example.com', 'names-ext_front:front']"
        )
        try await TestApplication.deployed("names-ext", proxy) { application in
            let front = try await application.runs(with: 2).map(\.ip)
            try await TestApplication.deployed("names-ext-client", client) { other in
                let container = try await other.container("client")
                try await NameLookup.wait(for: "appone.example.com", from: container, toBe: front)
                try await NameLookup.wait(for: "front", from: container, toBe: front)
            }
        }
    }

    @Test func machinesElsewhereHaveTheNamesOfTheirServices() async throws {
        let host = "rdsxxxx.mysql.rds.aliyuncs.com"
        // The one name that every machine knows without a name server.
        let template = try Templates.reference("external", [host: "localhost"])
        try await TestApplication.deployed("names-outside", template) { application in
            let web = try #require(try await application.runs(with: 1).first)
            let lines = try await Docker.run(on: web.nodeName, "exec", web.id, "cat", "/etc/hosts")
            for name in ["db", "mysql"] {
                let line = lines.split(separator: "\n").first { $0.hasSuffix("\t\(name)") }
                #expect(line.map { $0.hasPrefix("127.0.0.1") || $0.hasPrefix("::1") } == true, "\(name): \(lines)")
                let found = try await Docker.run(on: web.nodeName, "exec", web.id, "getent", "hosts", name)
                #expect(found.hasPrefix("127.") || found.hasPrefix("::1"), "\(found)")
            }
        }
    }

    /// What is there, empty when that can't be had.
    private func page(_ url: String, from client: ContainerObject) async throws -> String {
        let words = ["docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: client.nodeName), "exec", client.id]
        return try await Command.run(words + ["wget", "-q", "-O", "-", url]).output
    }
}
