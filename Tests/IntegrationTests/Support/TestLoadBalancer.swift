//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Load balancers of one test.
enum TestLoadBalancer {
    /// Runs a body with a load balancer that is bound to the cluster, and removes it whatever happens.
    static func with<Result>(
        _ name: String,
        _ options: [String] = [],
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            try await Command.succeed([Gantry.program, "lb", "create", name] + options)
            try await Gantry.succeed("lb", "bind", name, "local")
            let result = try await body()
            try await Gantry.succeed("lb", "rm", name)
            return result
        } catch {
            // What led to the failure tells more than a second one.
            await Task { _ = try? await Gantry.run("lb", "rm", name) }.value
            throw error
        }
    }
}
