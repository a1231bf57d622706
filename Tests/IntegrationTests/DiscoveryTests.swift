//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Containers find each other by name, on whichever nodes they are.
@Suite(.needsCluster, .sharesCluster)
struct DiscoveryTests {
    @Test func names() async throws {
        let template =
            Templates.idle("web", scale: 3)
            + Templates.idle("shared", scale: 2, keys: "restart: always\nhostname: names-shared")
            + Templates.idle("client", scale: 3, keys: "restart: always\nlinks: ['web:store']")
        try await TestApplication.deployed("names", template) { application in
            let containers = try await application.containers()
            let web = containers.filter { $0.service == "web" }
            let shared = containers.filter { $0.service == "shared" }
            for client in containers.filter({ $0.service == "client" }) {
                for target in web { try await lookUp(target.plainName, from: client, is: [target.ip]) }
                try await lookUp("names-shared", from: client, is: shared.map(\.ip))
                try await lookUp("store", from: client, is: web.map(\.ip))
            }
            let client = try await application.container("client")
            let reached = try await Docker.run(on: client.nodeName, "exec", client.id, "ping", "-c", "1", "store")
            #expect(reached.contains("1 packets received"), "\(reached)")
            for container in shared {
                let hostname = try await Docker.run(on: container.nodeName, "exec", container.id, "hostname")
                #expect(hostname == "names-shared\n")
            }

            // The link follows the service's containers.
            try await Gantry.succeed("service", "scale", "names_web=4")
            let more = try await application.runs(with: 9).filter { $0.service == "web" }
            try await lookUp("store", from: client, is: more.map(\.ip))
            try await Gantry.succeed("service", "scale", "names_web=1")
            let one = try await application.runs(with: 6).filter { $0.service == "web" }
            try await lookUp("store", from: client, is: one.map(\.ip))

            // And its replacements.
            let old = try #require(one.first)
            try await Docker.run(on: old.nodeName, "rm", "--force", old.plainName)
            let new = try await application.runs(with: 6) { $0.allSatisfy { $0.id != old.id } }
            let replaced = try #require(new.first { $0.service == "web" })
            try await lookUp("store", from: client, is: [replaced.ip])
            try await lookUp(old.plainName, from: client, is: [replaced.ip])
        }
    }

    private func lookUp(_ name: String, from client: ContainerObject, is addresses: [String]) async throws {
        try await eventually("\(name) seen from \(client.plainName) is \(addresses.sorted())") {
            let result = try await Command.run(
                [
                    "docker", "-H", "unix://" + TestEnvironment.dockerSocket(of: client.nodeName),
                    "exec", client.id, "nslookup", name, "127.0.0.11",
                ]
            )
            return Self.addresses(in: result.output)
        } until: {
            $0 == addresses.sorted()
        }
    }

    /// The addresses that busybox' nslookup prints after the server's own.
    private static func addresses(in text: String) -> [String] {
        let last = text.split(separator: "\n").filter { $0.hasPrefix("Address") }.compactMap { line in
            line.split { $0 == " " || $0 == "\t" }.last.map(String.init)
        }
        return last.filter { !$0.hasPrefix("127.0.0.11") }.sorted()
    }
}
