//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// Clients that go away in the middle of a call: nothing is left of them on the server, the agents and the engines.
@Suite(.needsCluster, .hasClusterAlone)
struct BrokenClientTests {
    /// How often each call is broken off; `GANTRY_BROKEN_CLIENTS` sets another number.
    private static let count = ProcessInfo.processInfo.environment["GANTRY_BROKEN_CLIENTS"].flatMap(Int.init) ?? 50
    /// What may be open besides: connections that are kept for the next call.
    private static let slack = 12

    @Test func nothingIsLeftOfThem() async throws {
        let name = "dk-broken"
        await ClusterDocker.remove(name)
        // Engines notice that nobody listens to a container any more when it says something.
        try await ClusterDocker.succeed(
            "run",
            "-d",
            "--name",
            name,
            "busybox",
            "sh",
            "-c",
            "while echo here; do sleep 1; done"
        )
        let folder = FileManager.default.temporaryDirectory.appending(path: "dk-broken-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // An archive that never comes to its end, as the client sends it slowly.
        try Data(repeating: 0, count: 4 << 20).write(to: URL(filePath: folder + "/zeros"))
        try await Command.succeed(["tar", "-C", folder, "-cf", folder + "/archive", "zeros"])

        try await breakOff(times: 5, name, folder)
        let before = try openFiles()
        try await breakOff(times: Self.count, name, folder)
        // Whether a client that said that it sends no more still listens, its kernel tells after a minute.
        try await eventually(within: .seconds(100), "as much is open as before: \(before)") {
            try openFiles()
        } until: { now in
            before.allSatisfy { now[$0.key] ?? .max <= $0.value + Self.slack }
        }
        // The cluster is as it was.
        #expect(try await ClusterDocker.succeed("exec", name, "echo", "well") == "well")
        await ClusterDocker.remove(name)
    }

    /// Breaks off each kind of call so many times, eight at a time.
    private func breakOff(times: Int, _ name: String, _ folder: String) async throws {
        let access = try await ClusterDocker.environment()
        let host = (access["DOCKER_HOST"] ?? "").replacingOccurrences(of: "tcp://", with: "https://")
        let certificates = access["DOCKER_CERT_PATH"] ?? ""
        let curl =
            "curl --silent --http1.1 --output /dev/null --max-time 0.5 --cacert \(certificates)/ca.pem "
            + "--cert \(certificates)/cert.pem --key \(certificates)/key.pem"
        let upload = "--limit-rate 200k --header 'Content-Type: application/x-tar' --data-binary @\(folder)/archive"
        let calls = [
            "'\(host)/v1.41/containers/\(name)/logs?follow=1&stdout=1'",
            "'\(host)/v1.41/containers/\(name)/stats'",
            "--request POST --header 'Connection: Upgrade' --header 'Upgrade: tcp' "
                + "'\(host)/v1.41/containers/\(name)/attach?stream=1&stdout=1'",
            "'\(host)/v1.41/events'",
            "--request POST \(upload) '\(host)/v1.41/images/load'",
            "--request POST --header 'Transfer-Encoding: chunked' \(upload) '\(host)/v1.41/build'",
        ]
        for call in calls {
            // Each ends with an error, as it is broken off.
            let command =
                "seq \(times) | xargs -P 8 -I{} sh -c \"\(curl) \(call.replacingOccurrences(of: "&", with: "\\&")) || true\""
            _ = try await Command.run(["sh", "-c", command], timeLimit: .seconds(Double(60 + times)))
        }
    }

    /// How many files and sockets each program of the cluster has open.
    private func openFiles() throws -> [String: Int] {
        let programs = ["server"] + TestEnvironment.nodes.flatMap { ["\($0)-agent", "\($0)-engine"] }
        return try programs.reduce(into: [:]) { found, program in
            let process = try #require(TestEnvironment.processID(of: program), "\(program) doesn't run")
            found[program] = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
        }
    }
}
