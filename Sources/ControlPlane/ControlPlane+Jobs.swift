//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import APITypes

/// Applications that run to their end.
extension ControlPlane {
    /// The runs of a job, the one under way or the last first; without their tasks.
    package func runs(_ cluster: String, _ name: String) async throws -> [RunObject] {
        try await controller(cluster).runs(of: name)
    }

    /// One run with its tasks.
    package func run(_ cluster: String, _ name: String, _ number: Int) async throws -> RunObject {
        try await controller(cluster).run(number, of: name)
    }

    /// Has a job run once, beside what its schedule says.
    package func requestRun(_ cluster: String, _ name: String) async throws {
        try await controller(cluster).requestRun(name)
    }

    /// Leaves the schedule of a job out until it is resumed.
    package func setSuspended(_ cluster: String, _ name: String, _ isSuspended: Bool) async throws {
        try await controller(cluster).setSuspended(name, isSuspended)
    }
}
