//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Scheduling

extension ClusterController {
    /// Chooses the GPUs for a container that is about to be made; they are its own until `releaseGPUs`.
    ///
    /// Which ones containers have that are there is read from their labels, so that no server needs to remember it.
    ///
    /// - Returns: Nil when the container needs none.
    /// - Throws: `ControlPlaneError` when the node has too few left.
    func claimGPUs(for container: String, count: Int, on id: NodeID) throws -> GPUAssignment? {
        guard count > 0 else { return nil }
        guard let node = nodes[id], let inventory = node.status?.gpus else {
            throw ControlPlaneError(.unavailable, "\(container): its node has no GPU any more")
        }
        var taken: Set<Int> = []
        for status in node.containers.values where status.name != container && !status.isEndedTask {
            taken.formUnion(GPUDevices.assigned(by: status.labels))
        }
        for (name, devices) in gpuClaims[id] ?? [:] where name != container { taken.formUnion(devices) }
        guard let devices = GPUDevices.choose(count, of: inventory.devices, taken: taken) else {
            throw ControlPlaneError(
                .unavailable,
                "\(container): needs \(count) GPUs of \(node.record.name), which has too few left"
            )
        }
        gpuClaims[id, default: [:]][container] = devices
        return GPUAssignment(inventory: inventory, devices: devices)
    }

    /// Gives up a claim: the container is there, and its label counts, or it isn't.
    func releaseGPUs(for container: String, on id: NodeID) {
        gpuClaims[id]?[container] = nil
    }
}
