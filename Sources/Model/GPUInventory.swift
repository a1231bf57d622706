//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The GPUs of a machine, as their device files show them.
package struct GPUInventory: Codable, Hashable, Sendable {
    /// Where the device files are: `/dev`.
    package var directory: String
    /// The numbers of the GPUs, lowest first: 1 stands for `nvidia1`.
    package var devices: [Int]
    /// The names of the device files that every container with a GPU needs, such as `nvidiactl`.
    package var controls: [String]

    package init(directory: String, devices: [Int], controls: [String]) {
        self.directory = directory
        self.devices = devices
        self.controls = controls
    }
}
