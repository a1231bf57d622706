//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Load balancers of one test.
enum TestLoadBalancer {
    /// Runs a body with load balancers that are bound to the cluster, and removes them whatever happens.
    static func with<Result>(
        _ names: Set<String>,
        _ options: [String] = [],
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            for name in names.sorted() {
                try await Command.succeed([Gantry.program, "lb", "create", name] + options)
                try await Gantry.succeed("lb", "bind", name, "local")
            }
            let result = try await body()
            for name in names { try await Gantry.succeed("lb", "rm", name) }
            return result
        } catch {
            // What led to the failure tells more than a second one.
            await Task { for name in names { _ = try? await Gantry.run("lb", "rm", name) } }.value
            throw error
        }
    }

    /// The load balancers that a template's services name: `aliyun.lb.port_80: http://NAME:8080`.
    static func names(in template: String) -> Set<String> {
        let lines = template.split(separator: "\n").filter { $0.contains(" aliyun.lb.port_") }
        return Set(
            lines.compactMap { line in
                guard let start = line.firstRange(of: "://"), let end = line.lastIndex(of: ":") else { return nil }
                return start.upperBound <= end ? String(line[start.upperBound..<end]) : nil
            }
        )
    }
}
