//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Says in an engine's answers about one container where it is.
package enum ContainerInspection {
    /// Adds the member `Node`, and gives published ports that are on all of the node's addresses the node's.
    package static func located(_ json: JSONText, on node: ClusterNode) -> JSONText {
        guard var members = json.members else { return json }
        if var settings = members["NetworkSettings"]?.members, let ports = settings["Ports"]?.members {
            let changed = ports.list.map { port -> (String, JSONText) in
                guard let bindings = port.value.elements else { return (port.key, port.value) }
                return (port.key, .array(bindings.map { binding($0, on: node) }))
            }
            settings["Ports"] = .object(changed)
            members["NetworkSettings"] = settings.json
        }
        members["Node"] = description(of: node)
        return members.json
    }

    private static func binding(_ json: JSONText, on node: ClusterNode) -> JSONText {
        guard var members = json.members, let address = members["HostIp"]?.string,
            ContainerList.isUnspecified(address)
        else { return json }
        members["HostIp"] = .string(node.address)
        return members.json
    }

    private static func description(of node: ClusterNode) -> JSONText {
        .object([
            ("ID", .string(node.engineID)),
            ("IP", .string(node.address)),
            ("Addr", .string(node.address)),
            ("Name", .string(node.name)),
            ("Cpus", .int(node.cpus)),
            ("Memory", .int(node.memoryBytes)),
            ("Labels", .strings(node.labels)),
        ])
    }
}
