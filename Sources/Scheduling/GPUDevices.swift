//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model

/// Which GPUs of a node a container gets.
package enum GPUDevices {
    /// Chooses GPUs for a container.
    ///
    /// - Parameters:
    ///   - count: How many are needed.
    ///   - devices: The numbers of those that the node has.
    ///   - taken: The numbers of those that other containers have.
    /// - Returns: The lowest numbers that are free; nil when there are too few.
    package static func choose(_ count: Int, of devices: [Int], taken: Set<Int>) -> [Int]? {
        let free = devices.filter { !taken.contains($0) }.sorted()
        return free.count >= count ? Array(free.prefix(count)) : nil
    }

    /// What a container's label (`ContainerLabels.gpus`) says, in the container's order.
    package static func assigned(by labels: [String: String]) -> [Int] {
        labels[ContainerLabels.gpus]?.split(separator: ",").compactMap { Int($0) } ?? []
    }

    /// What the label says of a container that has these.
    package static func label(_ devices: [Int]) -> String { devices.map { String($0) }.joined(separator: ",") }
}
