//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Model

/// The GPUs of a node that a container gets.
struct GPUAssignment: Hashable, Sendable {
    var inventory: GPUInventory
    /// Their numbers on the node, in the container's order.
    var devices: [Int]

    /// The devices as the engine's call wants them: in the container their numbers start from 0.
    var deviceMappings: [JSONValue] {
        devices.enumerated().map { mapping("nvidia\($1)", "nvidia\($0)") }
            + inventory.controls.map { mapping($0, $0) }
    }

    private func mapping(_ name: String, _ nameInContainer: String) -> JSONValue {
        [
            "PathOnHost": .string("\(inventory.directory)/\(name)"),
            "PathInContainer": .string("/dev/\(nameInContainer)"),
            "CgroupPermissions": "rwm",
        ]
    }
}
