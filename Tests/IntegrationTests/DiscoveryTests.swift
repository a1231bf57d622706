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
                for target in web { try await NameLookup.wait(for: target.plainName, from: client, toBe: [target.ip]) }
                try await NameLookup.wait(for: "names-shared", from: client, toBe: shared.map(\.ip))
                try await NameLookup.wait(for: "store", from: client, toBe: web.map(\.ip))
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
            try await NameLookup.wait(for: "store", from: client, toBe: more.map(\.ip))
            try await Gantry.succeed("service", "scale", "names_web=1")
            let one = try await application.runs(with: 6).filter { $0.service == "web" }
            try await NameLookup.wait(for: "store", from: client, toBe: one.map(\.ip))

            // And its replacements.
            let old = try #require(one.first)
            try await Docker.run(on: old.nodeName, "rm", "--force", old.plainName)
            let new = try await application.runs(with: 6) { $0.allSatisfy { $0.id != old.id } }
            let replaced = try #require(new.first { $0.service == "web" })
            try await NameLookup.wait(for: "store", from: client, toBe: [replaced.ip])
            try await NameLookup.wait(for: old.plainName, from: client, toBe: [replaced.ip])
        }
    }
}
