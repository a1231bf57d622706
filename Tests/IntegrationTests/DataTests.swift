//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// What containers wrote where no volume is named: Redis's image wants one for /data.
@Suite(.needsCluster, .sharesCluster)
struct DataTests {
    private static func template(_ release: Int) -> String {
        "db:\n  image: redis:latest\n  restart: always\n  environment: [RELEASE=\(release)]\n"
    }

    @Test func outlivesUpdatesAndRemovalByHand() async throws {
        try await TestApplication.deployed("data", Self.template(1)) { application in
            func note() async throws -> String {
                let container = try await application.container("db")
                return try await Docker.run(on: container.nodeName, "exec", container.id, "cat", "/data/note")
            }
            let first = try await application.container("db")
            try await Docker.run(on: first.nodeName, "exec", first.id, "sh", "-c", "echo kept > /data/note")
            try await application.deploy(Self.template(2))
            let second = try await application.container("db")
            #expect(second.id != first.id && second.nodeName == first.nodeName)
            #expect(try await note() == "kept\n")

            try await Docker.run(on: second.nodeName, "rm", "-f", "-v", second.id)
            try await eventually("another is made") {
                try await application.containers().first { $0.running && $0.id != second.id }
            } until: {
                $0 != nil
            }
            #expect(try await note() == "kept\n")

            let refused = try await Gantry.run("service", "reschedule", "data_db")
            #expect(refused.status == 1 && refused.error.contains("--force"), "\(refused)")
        }
    }

    @Test(arguments: [true, false])
    func goesWithTheApplicationIfAskedTo(volumes: Bool) async throws {
        let name = "data-rm-\(volumes)"
        try await TestApplication.deployed(name, Self.template(1)) { application in
            let container = try await application.container("db")
            func volumeNames() async throws -> [String] {
                let listing = try await Docker.run(
                    on: container.nodeName,
                    "volume",
                    "ls",
                    "-q",
                    "-f",
                    "label=com.docker.compose.project=\(name)"
                )
                return listing.split(separator: "\n").map(String.init)
            }
            let volume = try #require(try await volumeNames().first)
            #expect(volume.hasPrefix("\(name)_db_1."))
            try await Command.succeed([Gantry.program, "app", "rm", name] + (volumes ? ["--volumes"] : []))
            try await eventually("its volume is as asked for") {
                try await volumeNames()
            } until: {
                $0 == (volumes ? [] : [volume])
            }
            if !volumes { try await Docker.run(on: container.nodeName, "volume", "rm", volume) }
        }
    }
}
