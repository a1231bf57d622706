//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// What `scripts/test-cluster` tells of the cluster that it brought up.
enum TestEnvironment {
    /// The folder with the programs; not set where there is no cluster.
    static let programs = variable("GANTRY_TEST_BIN")
    /// Why the suites are skipped without a cluster.
    static let hint: Comment =
        "they need a local cluster of real engines: run scripts/test-cluster, or make integration"

    static let stateDirectory = variable("GANTRY_LOCAL_DIR") ?? ""
    static let frontDoor = "http://127.0.0.1:" + (variable("GANTRY_TEST_FRONT_DOOR_PORT") ?? "")
    static let server = "https://127.0.0.1:" + (variable("GANTRY_TEST_SERVER_PORT") ?? "")
    static let nodes = ["node1", "node2", "node3"]

    /// How long the tests under load go on; not set for the short ones.
    static let loadTime = variable("GANTRY_LOAD_MINUTES").flatMap(Double.init).map { Duration.seconds($0 * 60) }

    /// The engine's socket of a node.
    static func dockerSocket(of node: String) -> String { "\(stateDirectory)/nodes/\(node)/run/docker.sock" }

    /// The process of the cluster with this name, as it wrote itself down; nil while it never ran.
    static func processID(of process: String) -> Int32? {
        let file = process == "supervisor" ? "supervisor.pid" : "pids/\(process).pid"
        guard let text = try? String(contentsOfFile: "\(stateDirectory)/\(file)", encoding: .utf8) else { return nil }
        // Last comes the process's line of /proc/PID/stat.
        return text.split(separator: "\n").last?.split(separator: " ").first.flatMap { Int32($0) }
    }

    private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
