//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Finds a machine's GPUs by the device files that their driver makes.
struct GPUDirectory: Sendable {
    /// More than any machine has.
    private static let maximumCount = 64
    /// Device files that containers need beside those of their GPUs, when they are there.
    private static let controls = ["nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"]

    /// Where to look.
    var path = "/dev"

    /// What is there now; nil when there is no GPU.
    func inventory() -> GPUInventory? {
        let devices = (0..<Self.maximumCount).filter { LocalFiles.exists("\(path)/nvidia\($0)") }
        guard !devices.isEmpty else { return nil }
        return GPUInventory(
            directory: path,
            devices: devices,
            controls: Self.controls.filter { LocalFiles.exists("\(path)/\($0)") }
        )
    }
}
