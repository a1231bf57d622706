//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// How many containers of a service there are on each node and in each zone; only where there are any.
struct ServicePlaces: Sendable {
    /// By the node's position.
    private(set) var onNode: [Int: Int] = [:]
    /// By the zone's number.
    private(set) var inZone: [Int: Int] = [:]

    mutating func change(at position: Int, zone: Int, by change: Int) {
        Self.change(&onNode, position, change)
        Self.change(&inZone, zone, change)
    }

    private static func change(_ counts: inout [Int: Int], _ key: Int, _ change: Int) {
        let count = (counts[key] ?? 0) + change
        counts[key] = count > 0 ? count : nil
    }
}
