//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Says in classic Swarm's words that a container fits on no node: its conditions, a line for each filter.
package enum PlacementFailure {
    /// - Parameters:
    ///   - request: The container.
    ///   - explanation: What speaks against each node.
    /// - Returns: The text for the client.
    package static func message(_ request: CreateRequest, explanation: String) -> String {
        var lines: [[String]] = [
            request.hostPorts.map { "port \($0.port.number) (Bridge mode)" },
            ["available container slots"],
            request.companions.map { "--volumes-from=\($0)" },
        ]
        lines.append(
            (request.placement.affinities + request.placement.whitelists).map {
                "\($0.key)\($0.isNegated ? "!=" : "==")\($0.value) (soft=\($0.isSoft))"
            }
        )
        lines.append(request.placement.constraints.map(\.description))
        let conditions = lines.filter { !$0.isEmpty }.map { "[\($0.joined(separator: " "))]" }
        return (["Unable to find a node that satisfies the following conditions "] + conditions + [explanation])
            .joined(separator: "\n")
    }
}
