//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Says in an engine's event which node it is of.
package enum EventDecoration {
    /// - Parameters:
    ///   - event: A line of the engine's event stream.
    ///   - node: Where it comes from.
    /// - Returns: The event with its node, in the places where classic Swarm had it.
    package static func decorated(_ event: JSONText, of node: ClusterNode) -> JSONText {
        guard var members = event.members else { return event }
        if let from = members["from"]?.string { members["from"] = .string("\(from) node:\(node.name)") }
        if var actor = members["Actor"]?.members {
            var attributes = actor["Attributes"]?.members ?? JSONMembers()
            attributes["node.name"] = .string(node.name)
            attributes["node.id"] = .string(node.engineID)
            attributes["node.addr"] = .string(node.address)
            attributes["node.ip"] = .string(node.address)
            actor["Attributes"] = attributes.json
            members["Actor"] = actor.json
        }
        members["node"] = .object([
            ("Name", .string(node.name)),
            ("Id", .string(node.engineID)),
            ("Addr", .string(node.address)),
            ("Ip", .string(node.address)),
        ])
        return members.json
    }
}
