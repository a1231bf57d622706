//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Testing

/// Tests that break the cluster leave it whole.
enum ClusterRepair {
    /// Runs a body, and waits then until all nodes are ready and their routing works.
    static func after<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            try await waitUntilWhole()
            return result
        } catch {
            // What led to the failure tells more than a second one.
            await Task { try? await waitUntilWhole() }.value
            throw error
        }
    }

    /// Waits until every node is ready and every router has HAProxy running.
    static func waitUntilWhole() async throws {
        let hosts = try await eventually(within: .seconds(60), "all nodes are ready") {
            try await Gantry.hosts()
        } until: {
            $0.count == 3 && $0.filter(\.healthy).count == 3
        }
        for host in hosts {
            try await eventually(within: .seconds(60), "routing works on \(host.name)") {
                try await Web.get("nobody.localhost", "/haproxy-monitor", at: "http://\(host.ip):9080").status
            } until: {
                $0 == 200
            }
        }
    }

    /// Kills a process of the cluster and waits until the supervisor has started another.
    static func kill(_ process: String) async throws {
        let old = try #require(TestEnvironment.processID(of: process), "\(process) does not run")
        try await Command.succeed(["kill", "-9", "\(old)"])
        try await eventually("\(process) is started again") {
            TestEnvironment.processID(of: process)
        } until: { new in
            new.map { $0 != old } == true
        }
    }
}
